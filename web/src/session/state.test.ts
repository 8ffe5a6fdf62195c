import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionInfo } from '../api/session';

const SIGNED_OUT = { state: 'signed_out', first_start: false };

const sessionOf = (who: string, state: 'open' | 'locked' = 'open'): SessionInfo => ({
  state,
  kind: 'console',
  name: who,
  access_key_id: `key of ${who}`,
  role: 'admin',
  csrf_token: `token of ${who}`,
  idle_lock_s: 600,
  expires_at: '2030-01-01T00:00:00Z',
});

/** A server with one cookie: whoever it belongs to, or nobody; and what came to it beside the session's own calls. */
let there: SessionInfo | typeof SIGNED_OUT;
let asked: { path: string; token: string | null }[];
const replace = vi.fn();

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } });

const serve = async (path: string, init: RequestInit) => {
  if (path === '/v1/session' && init.method === 'GET') return json(200, there);
  if (path.startsWith('/v1/session')) {
    const { name } = JSON.parse(String(init.body ?? '{}')) as { name?: string };
    there = path.endsWith('/kiosk')
      ? { ...sessionOf('kiosk'), kind: 'kiosk' }
      : sessionOf(name ?? ('name' in there ? there.name : ''));
    return json(200, there);
  }
  const token = new Headers(init.headers).get('Authorization');
  asked.push({ path, token });
  const fits = 'csrf_token' in there && token === `Mien-Session ${there.csrf_token}`;
  if (!fits) return json(401, { code: 'unauthenticated' });
  return there.state === 'locked' ? json(401, { code: 'session_locked' }) : json(200, {});
};

vi.stubGlobal('fetch', serve);
vi.stubGlobal('location', { replace });
afterAll(() => vi.unstubAllGlobals());

/** The page as it is after it was loaded. */
const load = async () => {
  vi.resetModules();
  const state = await import('./state');
  const { request } = await import('../api/client');
  await state.startSession();
  return { ...state, createBucket: () => request('/bucket', { method: 'PUT' }) };
};

beforeEach(() => {
  there = sessionOf('enroller');
  asked = [];
  replace.mockClear();
});

describe('what waits for the session', () => {
  it('goes on after an unlock by the same person', async () => {
    const page = await load();
    there = sessionOf('enroller', 'locked');
    const done = page.createBucket();
    await vi.waitFor(() => expect(page.session.value.state).toBe('locked'));
    await page.unlock('password');
    expect((await done).status).toBe(200);
    expect(replace).not.toHaveBeenCalled();
  });

  it('is refused when the session has ended', async () => {
    const page = await load();
    there = SIGNED_OUT;
    await expect(page.createBucket()).rejects.toMatchObject({ code: 'unauthenticated', status: 401 });
    expect(page.session.value).toMatchObject({ state: 'signed_out', ended: true });
    await expect(page.createBucket()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked).toHaveLength(1);
    await page.signIn('enroller', 'password');
    expect((await page.createBucket()).status).toBe(200);
  });

  it('is refused when somebody signs out at the lock screen', async () => {
    const page = await load();
    there = sessionOf('enroller', 'locked');
    const done = page.createBucket();
    await vi.waitFor(() => expect(page.session.value.state).toBe('locked'));
    page.signOut();
    await expect(done).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

describe('another person', () => {
  it('who signs in gets a page of their own, and sends nothing of the former one', async () => {
    const page = await load();
    there = SIGNED_OUT;
    await expect(page.createBucket()).rejects.toMatchObject({ code: 'unauthenticated' });
    page.signIn('admin', 'password');
    await vi.waitFor(() => expect(replace).toHaveBeenCalledWith('/ui/'));
    expect(page.session.value.state).toBe('starting');
    await expect(page.createBucket()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(asked.map(({ token }) => token)).toEqual(['Mien-Session token of enroller']);
  });

  it('who signed in in another tab does not get what this one was about to do', async () => {
    const page = await load();
    there = sessionOf('admin');
    await expect(page.createBucket()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(replace).toHaveBeenCalledWith('/ui/');
    expect(asked).toHaveLength(1);
  });
});

it('the kiosk goes on in the same page, without what was under way', async () => {
  const page = await load();
  await page.startKiosk();
  expect(replace).not.toHaveBeenCalled();
  expect(page.session.value).toMatchObject({ kind: 'kiosk' });
  await page.createBucket();
  expect(asked.at(-1)?.token).toBe('Mien-Session token of kiosk');
});
