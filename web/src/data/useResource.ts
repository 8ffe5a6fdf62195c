import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError, asApiError } from '../api/errors';
import { whenReachable } from '../api/gate';

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  reload: () => void;
  /** Puts what a change answered in place of what was read before. */
  set: (data: T) => void;
}

/** While the server cannot be reached the banner says so; the request is made again when it can. */
export const untilReached = async <T>(load: () => Promise<T>, signal: AbortSignal): Promise<T> => {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (signal.aborted || !(error instanceof ApiError) || error.code !== 'unreachable') throw error;
      await whenReachable(signal);
    }
  }
};

interface State<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
}

const waiting = { data: undefined, error: undefined, loading: true };

/** Reads something when the component appears and whenever a dependency changes; aborts what is no longer wanted. */
export const useResource = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
): Resource<T> => {
  const [state, setState] = useState<State<T>>(waiting);
  const [round, setRound] = useState(0);

  useEffect(() => setState(waiting), deps);

  useEffect(() => {
    const abort = new AbortController();
    untilReached(() => load(abort.signal), abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, error: undefined, loading: false });
      },
      (error) => {
        if (!abort.signal.aborted) {
          setState((before) => ({ data: before.data, error: asApiError(error), loading: false }));
        }
      },
    );
    return () => abort.abort();
  }, [...deps, round]);

  const reload = useCallback(() => {
    setState((before) => ({ ...before, error: undefined, loading: true }));
    setRound((before) => before + 1);
  }, []);
  const set = useCallback((data: T) => setState({ data, error: undefined, loading: false }), []);
  return { ...state, reload, set };
};
