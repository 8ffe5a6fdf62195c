import { useEffect, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/errors';
import { pause } from '../api/gate';

const whenVisible = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (!document.hidden) {
      resolve();
      return;
    }
    const look = () => {
      if (document.hidden) return;
      document.removeEventListener('visibilitychange', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look, { signal });
  });

/** Reads something again and again while the page is seen. The last answer stays when one fails. */
export const usePoll = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  intervalMs: number,
  enabled = true,
): { data: T | undefined; error: ApiError | undefined } => {
  const [state, setState] = useState<{ data: T | undefined; error: ApiError | undefined }>({
    data: undefined,
    error: undefined,
  });

  useEffect(() => {
    if (!enabled) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const run = async () => {
      while (!signal.aborted) {
        await whenVisible(signal);
        try {
          const data = await load(signal);
          setState({ data, error: undefined });
        } catch (error) {
          if (signal.aborted) return;
          setState((before) => ({ data: before.data, error: asApiError(error) }));
        }
        await pause(intervalMs, signal);
      }
    };
    // Rejects only when it was aborted within a pause.
    run().catch(() => undefined);
    return () => controller.abort();
  }, [intervalMs, enabled]);

  return state;
};
