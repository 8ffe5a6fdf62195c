import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DevTarget } from './plugin.ts';
import { signed } from './sigv4.ts';

const readAll = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const isRest = (path: string) =>
  /^\/(v1|healthz|readyz|metrics|openapi\.json)(\/|$|\?)/.test(path) || path.startsWith('/v1/');

/** Hands a request on as it is, or with the development key's credentials in place of the session's. */
export const forward = async (
  to: DevTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const path = request.url ?? '/';
  let headers: Record<string, string | string[] | undefined> = { ...request.headers };
  const body = await readAll(request);
  if (to.accessKeyId && to.secret) {
    headers = { ...headers, host: to.server.host };
    for (const name of ['authorization', 'cookie', 'origin', 'referer', 'connection']) delete headers[name];
    const method = request.method ?? 'GET';
    if (isRest(path)) {
      headers.authorization = `Basic ${Buffer.from(`${to.accessKeyId}:${to.secret}`).toString('base64')}`;
    } else {
      const key = { id: to.accessKeyId, secret: to.secret };
      headers = { ...headers, ...signed(key, method, path, headers, body) };
    }
  }
  await new Promise<void>((resolve, reject) => {
    const upstream = httpRequest(
      new URL(path, to.server),
      { method: request.method ?? 'GET', headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('end', resolve);
        answer.on('error', reject);
      },
    );
    upstream.on('error', reject);
    response.on('close', () => upstream.destroy());
    upstream.end(body);
  });
};
