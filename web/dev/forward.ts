import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';

/** Hands a request on as it is, and its answer back as it comes. */
export const forward = (server: URL, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  new Promise((resolve, reject) => {
    const upstream = httpRequest(
      new URL(request.url ?? '/', server),
      { method: request.method ?? 'GET', headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('end', resolve);
        answer.on('error', reject);
      },
    );
    upstream.on('error', reject);
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  });
