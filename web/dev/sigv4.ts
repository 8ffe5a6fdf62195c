import { createHash, createHmac } from 'node:crypto';

interface Key {
  id: string;
  secret: string;
}

type Headers = Record<string, string | string[] | undefined>;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();

const serviceOf = (path: string, target: string): string => {
  if (target.startsWith('RekognitionService')) return 'rekognition';
  if (target.startsWith('DynamoDB')) return 'dynamodb';
  return path.startsWith('/2015-03-31/') ? 'lambda' : 's3';
};

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** The headers of AWS Signature Version 4 for one request. */
export const signed = (key: Key, method: string, url: string, headers: Headers, body: Buffer): Headers => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const target = String(headers['x-amz-target'] ?? '');
  const service = serviceOf(pathname, target);
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${now.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const hash = sha256(body);
  const toSign: Record<string, string> = {
    host: String(headers.host),
    'x-amz-content-sha256': hash,
    'x-amz-date': now,
    ...(target ? { 'x-amz-target': target } : {}),
  };
  const names = Object.keys(toSign).sort();
  const path = service === 's3' ? pathname : pathname.split('/').map(encode).join('/');
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonical = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${toSign[name]}`),
    '',
    names.join(';'),
    hash,
  ].join('\n');
  const signingKey = [now.slice(0, 8), 'us-east-1', service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${key.secret}`,
  );
  const text = ['AWS4-HMAC-SHA256', now, scope, sha256(canonical)].join('\n');
  const signature = createHmac('sha256', signingKey).update(text).digest('hex');
  return {
    ...toSign,
    authorization: `AWS4-HMAC-SHA256 Credential=${key.id}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
  };
};
