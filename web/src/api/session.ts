import { request, requestJson } from './client';

export type Role = 'admin' | 'enroller' | 'verifier' | 'auditor';

export interface SessionInfo {
  state: 'open' | 'locked';
  kind: 'console' | 'kiosk';
  name: string;
  access_key_id: string;
  role: Role;
  csrf_token: string;
  idle_lock_s: number;
  expires_at: string;
}

export interface SignedOut {
  state: 'signed_out';
  first_start: boolean;
}

export interface LinkInfo {
  purpose: 'first_start' | 'invitation' | 'reset';
  name: string | null;
  role: Role;
}

const PATH = '/v1/session';

const authorization = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { Authorization: `Mien-Session ${token}` };

/** The session's own calls do not wait until it is open; those that change one name it by its token. */
const post = (path: string, options: { json?: unknown; token?: string; background?: boolean } = {}) => ({
  path: `${PATH}${path}`,
  options: {
    method: 'POST' as const,
    anonymous: true,
    background: options.background ?? false,
    ...(options.json === undefined ? {} : { json: options.json }),
    headers: authorization(options.token),
  },
});

const answered = ({ path, options }: ReturnType<typeof post>) => requestJson<SessionInfo>(path, options);
const done = async ({ path, options }: ReturnType<typeof post>): Promise<void> => {
  await request(path, options);
};

export const getSession = () =>
  requestJson<SessionInfo | SignedOut>(PATH, { anonymous: true, background: true });

export const signIn = (name: string, password: string) => answered(post('', { json: { name, password } }));

export const signOut = async (token: string) => {
  await request(PATH, { method: 'DELETE', anonymous: true, headers: authorization(token) });
};

export const lockSession = (token: string) => done(post('/lock', { token, background: true }));

export const unlockSession = (token: string, password: string) =>
  answered(post('/unlock', { token, json: { password } }));

export const startKiosk = (token: string) => answered(post('/kiosk', { token }));

export const changePassword = (token: string, password: string, newPassword: string) =>
  done(post('/password', { token, json: { password, new_password: newPassword } }));

export const readLink = (token: string) => {
  const { path, options } = post('/link', { json: { token } });
  return requestJson<LinkInfo>(path, options);
};

export const redeemLink = (token: string, password: string, name?: string) =>
  answered(post('/link', { json: { token, password, ...(name === undefined ? {} : { name }) } }));
