import { ApiError, parseError, unreachableError } from './errors';
import { GATE_ATTEMPTS_MAX, reachable, refusedAtGate, sessionEnd, whenOpen } from './gate';

export interface PutOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** The share of the bytes that was sent, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

const headersOf = (xhr: XMLHttpRequest): Headers => {
  const headers = new Headers();
  for (const line of xhr
    .getAllResponseHeaders()
    .trim()
    .split(/[\r\n]+/)) {
    const at = line.indexOf(':');
    if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1).trim());
  }
  return headers;
};

const sendOnce = (path: string, body: Blob, options: PutOptions, token: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const { signal, onProgress, headers = {} } = options;
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    xhr.open('PUT', path);
    xhr.setRequestHeader('Authorization', `Mien-Session ${token}`);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total);
    };
    xhr.onload = () => {
      reachable.value = true;
      if (xhr.status >= 200 && xhr.status < 300) resolve();
      else reject(parseError(xhr.status, headersOf(xhr), xhr.responseText));
    };
    xhr.onerror = () => {
      reachable.value = false;
      reject(unreachableError());
    };
    xhr.onabort = () => reject(signal?.reason ?? new DOMException('aborted', 'AbortError'));
    xhr.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) reject(signal.reason);
    else xhr.send(body);
  });

/**
 * PUT of a file whose sending can be watched, which fetch does not tell of. As with every other request, one that a
 * locked session refused is sent again once the operator is back, and never in another session.
 */
export const putFile = async (path: string, body: Blob, options: PutOptions = {}): Promise<void> => {
  const session = sessionEnd();
  for (let gates = 0; ; gates += 1) {
    const token = await whenOpen(session, options.signal);
    try {
      await sendOnce(path, body, options, token);
      return;
    } catch (error) {
      const mayWait = gates < GATE_ATTEMPTS_MAX && error instanceof ApiError;
      if (!mayWait || !refusedAtGate(error, token)) throw error;
    }
  }
};
