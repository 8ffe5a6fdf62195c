import { describe, expect, it } from 'vitest';
import { asApiError, parseError, parseRetryAfter } from './errors';

const headers = (type: string, more: Record<string, string> = {}) =>
  new Headers({ 'Content-Type': type, ...more });

describe('an error of the server', () => {
  it('is read from problem+json', () => {
    const body = JSON.stringify({
      type: 'urn:mien:problem:duplicate_person',
      title: 'Registered already',
      status: 409,
      detail: 'The face is registered.',
      code: 'duplicate_person',
      request_id: 'r-1',
      person_id: 'ann',
    });
    const error = parseError(409, headers('application/problem+json'), body);
    expect(error).toMatchObject({
      status: 409,
      code: 'duplicate_person',
      detail: 'The face is registered.',
      requestId: 'r-1',
      personId: 'ann',
    });
  });

  it('is read from the JSON protocols of AWS, with our code for theirs', () => {
    const body = JSON.stringify({
      __type: 'com.amazon#ResourceNotFoundException',
      Message: 'No such collection.',
    });
    const error = parseError(400, headers('application/x-amz-json-1.1', { 'X-Request-Id': 'r-2' }), body);
    expect(error).toMatchObject({
      code: 'not_found',
      nativeCode: 'ResourceNotFoundException',
      detail: 'No such collection.',
      requestId: 'r-2',
    });
  });

  it("is read from Lambda's header", () => {
    const more = { 'x-amzn-ErrorType': 'ResourceConflictException:http://x' };
    const error = parseError(409, headers('application/json', more), '{"message":"Function exists"}');
    expect(error).toMatchObject({
      code: 'already_exists',
      nativeCode: 'ResourceConflictException',
      detail: 'Function exists',
    });
  });

  it("is read from S3's XML", () => {
    const body =
      '<?xml version="1.0"?><Error><Code>NoSuchBucket</Code><Message>a &amp; b</Message><RequestId>r-3</RequestId></Error>';
    const error = parseError(404, headers('application/xml'), body);
    expect(error).toMatchObject({ code: 'bucket_not_found', detail: 'a & b', requestId: 'r-3' });
  });

  it('follows from the status where the body says nothing that can be read', () => {
    expect(parseError(502, headers('text/html'), '<h1>Bad gateway</h1>').code).toBe('unavailable');
    expect(parseError(500, headers('application/json'), '{').code).toBe('internal');
    expect(parseError(403, headers('application/json'), 'null').code).toBe('access_denied');
  });

  it('tells when to come again', () => {
    const error = parseError(429, headers('application/problem+json', { 'Retry-After': '7' }), '{}');
    expect(error).toMatchObject({ code: 'overloaded', retryAfter: 7 });
  });
});

describe('Retry-After', () => {
  it('is a number of seconds or a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(parseRetryAfter('3', now)).toBe(3);
    expect(parseRetryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30);
    expect(parseRetryAfter('soon', now)).toBeUndefined();
    expect(parseRetryAfter(null, now)).toBeUndefined();
  });
});

it('whatever is thrown can be shown', () => {
  expect(asApiError(new TypeError('x is undefined'))).toMatchObject({
    code: 'unexpected',
    detail: 'x is undefined',
  });
});
