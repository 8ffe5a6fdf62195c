import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { DevTarget } from './plugin.ts';

/**
 * Stands in for the routes of the console's session, in memory, so that pages can be worked on with a server that
 * has none. The name signed in with is the role if it is one; the password "wrong" is wrong; links: any token but
 * "expired", and "first" is that of the first start.
 */
interface State {
  state: 'signed_out' | 'open' | 'locked';
  kind: 'console' | 'kiosk';
  name: string;
  role: string;
}

const ROLES = ['admin', 'enroller', 'verifier', 'auditor'];
const session: State = { state: 'signed_out', kind: 'console', name: '', role: 'admin' };

const json = (response: ServerResponse, status: number, body?: unknown, headers = {}) => {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'Content-Type': type, 'X-Request-Id': 'dev', ...headers });
  response.end(body === undefined ? undefined : JSON.stringify(body));
  return true;
};

const problem = (response: ServerResponse, status: number, code: string, detail: string) =>
  json(response, status, {
    type: `urn:mien:problem:${code}`,
    title: code,
    status,
    detail,
    code,
    request_id: 'dev',
  });

const sessionBody = () =>
  session.state === 'signed_out'
    ? { state: 'signed_out', first_start: process.env.MIEN_DEV_FIRST_START === '1' }
    : {
        ...session,
        access_key_id: 'MIENDEV',
        csrf_token: 'dev',
        idle_lock_s: Number(process.env.MIEN_DEV_IDLE_LOCK_S ?? 900),
        expires_at: new Date(Date.now() + 12 * 3600 * 1000).toISOString(),
      };

const open = (name: string) => {
  session.state = 'open';
  session.kind = 'console';
  session.name = name;
  session.role = ROLES.includes(name) ? name : 'admin';
};

const readJson = async (request: IncomingMessage): Promise<Record<string, string>> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
};

const link = (response: ServerResponse, body: Record<string, string>) => {
  if (body.token === 'expired') return problem(response, 404, 'not_found', 'No such link.');
  const first = body.token === 'first';
  if (!body.password) {
    const purpose = first ? 'first_start' : 'invitation';
    return json(response, 200, { purpose, name: first ? null : 'anna', role: first ? 'admin' : 'enroller' });
  }
  open(body.name ?? 'anna');
  return json(response, 200, sessionBody());
};

const sessionRoute = async (action: string, request: IncomingMessage, response: ServerResponse) => {
  if (request.method === 'GET') return json(response, 200, sessionBody());
  if (request.method === 'DELETE') {
    session.state = 'signed_out';
    return json(response, 204);
  }
  const body = await readJson(request);
  if (body.password === 'wrong') return problem(response, 401, 'unauthenticated', 'Wrong name or password.');
  if (action === '/link') return link(response, body);
  if (action === '/lock') session.state = 'locked';
  else if (action === '/unlock') session.state = 'open';
  else if (action === '/kiosk') Object.assign(session, { kind: 'kiosk', role: 'verifier' });
  else if (action === '') open(body.name ?? 'admin');
  return action === '/lock' || action === '/password'
    ? json(response, 204)
    : json(response, 200, sessionBody());
};

/** A photo of the folder whose name is the person's id, whatever its case; which one follows from the face's id. */
const photo = async (to: DevTarget, response: ServerResponse, person: string, face: string) => {
  const folders = to.photos ? await readdir(to.photos) : [];
  const folder = folders.find((name) => name.toLowerCase().replaceAll('_', '-') === person);
  if (!to.photos || !folder) return problem(response, 404, 'not_found', 'No such picture.');
  const files = (await readdir(join(to.photos, folder))).sort();
  const index = createHash('md5').update(face).digest().readUInt32BE(0) % files.length;
  const bytes = await readFile(join(to.photos, folder, files[face === '' ? 1 : index] ?? ''));
  response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' });
  response.end(bytes);
  return true;
};

const serverBody = () => ({
  version: '0.6.0-dev',
  face_model_version: '7.0',
  pack: 'default',
  started_at: new Date(Date.now() - 5 * 3600 * 1000).toISOString(),
  limits: {},
  policy: { threshold: 80, false_accept_target: 0.01 },
  disk: { free_bytes: 31e9, total_bytes: 68e9, data_bytes: 412e6 },
  features: {},
});

export const standIn = async (
  to: DevTarget,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const action = /^\/v1\/session(\/\w+)?$/.exec(pathname);
  if (action) return sessionRoute(action[1] ?? '', request, response);
  if (pathname !== '/healthz' && session.state !== 'open') {
    const locked = session.state === 'locked';
    return problem(response, 401, locked ? 'session_locked' : 'unauthenticated', 'Sign in.');
  }
  if (pathname === '/v1/server') return json(response, 200, serverBody());
  const picture = /^\/v1\/people\/([^/]+)(?:\/faces\/([^/]+))?\/photo$/.exec(pathname);
  if (picture) return photo(to, response, decodeURIComponent(picture[1] ?? ''), picture[2] ?? '');
  return false;
};
