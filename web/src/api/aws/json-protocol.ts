import { requestJson } from '../client';

export interface CallOptions {
  signal?: AbortSignal | undefined;
  background?: boolean;
}

/** AWS's JSON protocols: POST / with the operation's name in a header. */
const protocol =
  (target: string, version: '1.0' | '1.1') =>
  <Output>(operation: string, input: object, options: CallOptions = {}): Promise<Output> =>
    requestJson<Output>('/', {
      method: 'POST',
      headers: {
        'X-Amz-Target': `${target}.${operation}`,
        'Content-Type': `application/x-amz-json-${version}`,
      },
      json: input,
      ...options,
    });

export const rekognitionCall = protocol('RekognitionService', '1.1');
export const dynamodbCall = protocol('DynamoDB_20120810', '1.0');
