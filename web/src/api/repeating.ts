import { asApiError } from './errors';
import { pause, sessionEnd, whenReachable } from './gate';

const REPEATS_MAX = 3;
const PAUSE_MAX_S = 15;
/** Nothing was done, or the same key gets the same answer: asking again does no harm. */
const REPEATABLE = new Set([
  'overloaded',
  'unavailable',
  'deadline_exceeded',
  'idempotency_in_flight',
  'changed_meanwhile',
  'stored_not_searchable',
]);

/** Repeats, where that may help, what may be done twice: a question, or a request with an Idempotency-Key. */
export const repeating = async <T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
  const session = sessionEnd();
  for (let repeats = 0; ; repeats += 1) {
    session.throwIfAborted();
    try {
      return await act();
    } catch (caught) {
      signal?.throwIfAborted();
      const error = asApiError(caught);
      if (repeats >= REPEATS_MAX) throw error;
      if (error.code === 'unreachable') await whenReachable(signal);
      else if (!REPEATABLE.has(error.code) || (error.retryAfter ?? 1) > PAUSE_MAX_S) throw error;
      else await pause((error.retryAfter ?? 1) * 1000, signal);
    }
  }
};
