import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/errors';

export interface Action<Args extends unknown[]> {
  /** Whether it came off. */
  run: (...args: Args) => Promise<boolean>;
  busy: boolean;
  error: ApiError | undefined;
  clear: () => void;
}

/** Something that a button does: one at a time, with its error to be shown beside the button. */
export const useAction = <Args extends unknown[]>(act: (...args: Args) => Promise<unknown>): Action<Args> => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const running = useRef(false);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  const run = async (...args: Args): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setError(undefined);
    try {
      await act(...args);
      return true;
    } catch (caught) {
      if (mounted.current) setError(asApiError(caught));
      return false;
    } finally {
      running.current = false;
      if (mounted.current) setBusy(false);
    }
  };
  return { run, busy, error, clear: () => setError(undefined) };
};
