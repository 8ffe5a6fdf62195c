import { signal } from '@preact/signals';
import { ApiError } from './errors';

/**
 * What stands between a page and the server. While there is no token (locked, or not looked at yet) requests wait,
 * so that a page which is covered by the lock screen goes on where it was.
 */
export const csrfToken = signal<string | null>(null);

let ending = new AbortController();

/** Aborts when the session ends: what was asked in one session must never be sent in the next, which may be another's. */
export const sessionEnd = (): AbortSignal => ending.signal;

export const openGate = (token: string) => {
  if (ending.signal.aborted) ending = new AbortController();
  csrfToken.value = token;
};

/** Requests wait for whoever is there to come back. */
export const holdGate = () => {
  csrfToken.value = null;
};

/** The session is over: what waits is refused, and so is what comes before the next one. */
export const closeGate = () => {
  ending.abort(new ApiError({ status: 401, code: 'unauthenticated' }));
  csrfToken.value = null;
};

export type Refusal = 'session_locked' | 'unauthenticated';

/** Set by a request that the server refused for the session's sake; the session module looks into it and clears it. */
export const refusal = signal<Refusal | null>(null);

/** How often one request waits at the gate anew before its refusal is what it gets. */
export const GATE_ATTEMPTS_MAX = 3;

/**
 * Whether the server refused a request for the session's sake. If so the gate holds, unless it was opened again since
 * the request was sent with this token.
 */
export const refusedAtGate = ({ status, code }: ApiError, token: string | null): boolean => {
  if (status !== 401 || (code !== 'session_locked' && code !== 'unauthenticated')) return false;
  if (csrfToken.value === token) csrfToken.value = null;
  refusal.value = code;
  return true;
};

/** False from the first request that got no answer until one got one again. */
export const reachable = signal(true);

/** Waits until the condition holds; rejects as an aborted fetch does. */
const until = (
  holds: () => boolean,
  subscribe: (listener: () => void) => () => void,
  signal?: AbortSignal,
): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    if (holds()) {
      resolve();
      return;
    }
    const abort = () => {
      stop();
      reject(signal?.reason);
    };
    const stop = subscribe(() => {
      if (!holds()) return;
      signal?.removeEventListener('abort', abort);
      queueMicrotask(() => stop());
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });

/** The token, once there is one; rejects when `session` (a sessionEnd) is over, or the caller gave up. */
export const whenOpen = async (session: AbortSignal, abort?: AbortSignal): Promise<string> => {
  await until(
    () => csrfToken.value !== null,
    (listener) => csrfToken.subscribe(listener),
    abort ? AbortSignal.any([session, abort]) : session,
  );
  return csrfToken.value ?? whenOpen(session, abort);
};

export const whenReachable = (abort?: AbortSignal): Promise<void> =>
  until(
    () => reachable.value,
    (listener) => reachable.subscribe(listener),
    abort,
  );

export const pause = (ms: number, abort?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (abort?.aborted) {
      reject(abort.reason);
      return;
    }
    const cancel = () => {
      clearTimeout(timer);
      reject(abort?.reason);
    };
    const timer = setTimeout(() => {
      abort?.removeEventListener('abort', cancel);
      resolve();
    }, ms);
    abort?.addEventListener('abort', cancel, { once: true });
  });
