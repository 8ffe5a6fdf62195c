import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exchange, request, requestJson, withQuery } from './client';
import { csrfToken, reachable, refusal } from './gate';

const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });

const calls: { url: string; init: RequestInit }[] = [];
let answers: (Response | Error)[] = [];

beforeEach(() => {
  calls.length = 0;
  csrfToken.value = 'token';
  refusal.value = null;
  reachable.value = true;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    const next = answers.shift();
    if (!next || next instanceof Error) throw next ?? new TypeError('no answer');
    return next;
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const sent = (index: number) => new Headers(calls[index]?.init.headers);

describe('a request', () => {
  it("carries the session's token, and says when the page asks by itself", async () => {
    answers = [answer(200), answer(200)];
    await request('/v1/people');
    await request('/metrics', { background: true });
    expect(sent(0).get('Authorization')).toBe('Mien-Session token');
    expect(sent(0).has('Mien-Background')).toBe(false);
    expect(sent(1).get('Mien-Background')).toBe('1');
  });

  it('that a locked session refused waits and is sent again', async () => {
    answers = [answer(401, { code: 'session_locked' }), answer(200, { fine: true })];
    const done = requestJson('/v1/people');
    await vi.waitFor(() => expect(refusal.value).toBe('session_locked'));
    expect(csrfToken.value).toBeNull();
    expect(calls).toHaveLength(1);
    csrfToken.value = 'next';
    expect(await done).toEqual({ fine: true });
    expect(sent(1).get('Authorization')).toBe('Mien-Session next');
  });

  it('that waits for the session can be given up', async () => {
    csrfToken.value = null;
    const abort = new AbortController();
    const done = request('/v1/people', { signal: abort.signal });
    abort.abort();
    await expect(done).rejects.toMatchObject({ name: 'AbortError' });
    expect(calls).toHaveLength(0);
  });

  it('that got no answer says so', async () => {
    answers = [new TypeError('network')];
    await expect(request('/v1/people')).rejects.toMatchObject({ code: 'unreachable', status: 0 });
    expect(reachable.value).toBe(false);
  });

  it('is repeated up to three times where the server asks to come again', async () => {
    vi.useFakeTimers();
    const busy = () => answer(503, { code: 'unavailable' }, { 'Retry-After': '1' });
    answers = [busy(), busy(), busy(), answer(200)];
    const done = request('/v1/people');
    await vi.advanceTimersByTimeAsync(3100);
    expect((await done).status).toBe(200);
    expect(calls).toHaveLength(4);
  });

  it('that changes something is not repeated', async () => {
    answers = [answer(503, { code: 'unavailable' }, { 'Retry-After': '1' })];
    await expect(request('/v1/people', { method: 'POST' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(calls).toHaveLength(1);
  });

  it('for the session itself carries no token and is not held back', async () => {
    csrfToken.value = null;
    answers = [answer(401, { code: 'unauthenticated' })];
    const done = request('/v1/session', { method: 'POST', anonymous: true, json: {} });
    await expect(done).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(refusal.value).toBeNull();
  });
});

describe('an exchange', () => {
  it('gives back refusals as they are, with their body', async () => {
    answers = [answer(409, { code: 'duplicate_person' }), answer(503, {}, { 'Retry-After': '1' })];
    const refused = await exchange('/v1/people', { method: 'POST' });
    expect([refused.status, await refused.json()]).toEqual([409, { code: 'duplicate_person' }]);
    expect((await exchange('/v1/people')).status).toBe(503);
    expect(calls).toHaveLength(2);
  });

  it('waits for a session that is locked all the same', async () => {
    answers = [answer(401, { code: 'session_locked' }), answer(204, null)];
    const done = exchange('/v1/keys/a', { method: 'DELETE' });
    await vi.waitFor(() => expect(refusal.value).toBe('session_locked'));
    csrfToken.value = 'next';
    expect((await done).status).toBe(204);
  });
});

it('a query leaves out what is absent or empty', () => {
  expect(withQuery('/a', { b: 'c d', e: undefined, f: '', g: 0, h: false })).toBe('/a?b=c+d&g=0&h=false');
  expect(withQuery('/a')).toBe('/a');
});
