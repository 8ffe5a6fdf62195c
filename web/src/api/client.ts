import { ApiError, parseError, unreachableError } from './errors';
import { GATE_ATTEMPTS_MAX, pause, reachable, refusedAtGate, sessionEnd, whenOpen } from './gate';

type QueryValue = string | number | boolean | undefined;

export interface RequestOptions {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, QueryValue>;
  headers?: Record<string, string>;
  /** One of the three, or none: sent as application/json, as multipart/form-data, or as it is. */
  json?: unknown;
  form?: FormData;
  body?: BodyInit;
  signal?: AbortSignal | undefined;
  /** The page asks by itself; does not count as the operator being there. */
  background?: boolean;
  /** The session's own calls: they neither wait for the gate nor carry its token. */
  anonymous?: boolean;
  /** 0: the answer may go on for as long as it likes (streams, uploads). */
  timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
const REPEATS_MAX = 3;
const REPEAT_PAUSE_MAX_S = 15;

export const withQuery = (path: string, query: Record<string, QueryValue> = {}): string => {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text === '' ? path : `${path}?${text}`;
};

const send = async (url: string, options: RequestOptions, token: string | null): Promise<Response> => {
  const headers = new Headers(options.headers);
  if (token !== null) headers.set('Authorization', `Mien-Session ${token}`);
  if (options.background) headers.set('Mien-Background', '1');
  let body: BodyInit | null = options.form ?? options.body ?? null;
  if (options.json !== undefined) {
    body = JSON.stringify(options.json);
    if (!headers.has('Content-Type')) headers.set('Content-Type', 'application/json');
  }
  const timeout = options.timeoutMs ?? (options.form || options.body ? 0 : TIMEOUT_MS);
  const signals = [options.signal, timeout > 0 ? AbortSignal.timeout(timeout) : undefined];
  try {
    const response = await fetch(url, {
      method: options.method ?? 'GET',
      headers,
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.any(signals.filter((one) => one !== undefined)),
    });
    reachable.value = true;
    return response;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    reachable.value = false;
    throw unreachableError();
  }
};

const mayRepeat = (options: RequestOptions, error: ApiError): boolean =>
  (options.method ?? 'GET') === 'GET' &&
  (error.status === 429 || error.status === 503) &&
  error.retryAfter !== undefined &&
  error.retryAfter <= REPEAT_PAUSE_MAX_S;

/**
 * Whatever the server answers. A request that a locked session refused waits until the operator is back and is then
 * sent again: the server did nothing of it. It is not sent any more where the session in which it was asked is over.
 */
const exchangeAt = async (
  url: string,
  options: RequestOptions,
  session: AbortSignal = sessionEnd(),
): Promise<Response> => {
  for (let gates = 0; ; gates += 1) {
    const token = options.anonymous ? null : await whenOpen(session, options.signal);
    const response = await send(url, options, token);
    if (options.anonymous || response.status !== 401 || gates >= GATE_ATTEMPTS_MAX) return response;
    const error = parseError(response.status, response.headers, await response.clone().text());
    if (!refusedAtGate(error, token)) return response;
  }
};

/** For who wants to see refusals and failures as they are; throws only where no answer came, or the caller aborted. */
export const exchange = (path: string, options: RequestOptions = {}): Promise<Response> =>
  exchangeAt(withQuery(path, options.query), options);

/**
 * Every other request of the console goes through here. Resolves with a successful answer, throws an ApiError
 * otherwise, or what fetch throws when the caller aborted.
 */
export const request = async (path: string, options: RequestOptions = {}): Promise<Response> => {
  const url = withQuery(path, options.query);
  const session = sessionEnd();
  for (let repeats = 0; ; repeats += 1) {
    const response = await exchangeAt(url, options, session);
    if (response.ok) return response;
    const error = parseError(response.status, response.headers, await response.text());
    if (repeats >= REPEATS_MAX || !mayRepeat(options, error)) throw error;
    await pause(Math.max(error.retryAfter ?? 1, 0.5) * 1000, options.signal);
  }
};

export const requestJson = async <T>(path: string, options: RequestOptions = {}): Promise<T> => {
  const response = await request(path, options);
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError({
      status: response.status,
      code: 'unreadable_answer',
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  }
};

export const requestBlob = async (path: string, options: RequestOptions = {}): Promise<Blob> =>
  (await request(path, options)).blob();

export const requestText = async (path: string, options: RequestOptions = {}): Promise<string> =>
  (await request(path, options)).text();

export const segment = encodeURIComponent;
