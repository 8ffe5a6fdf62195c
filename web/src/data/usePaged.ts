import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/errors';
import type { PageOf } from '../api/pages';
import { untilReached } from './useResource';

export interface Paged<T> {
  items: readonly T[];
  error: ApiError | undefined;
  loading: boolean;
  /** There are further pages. */
  more: boolean;
  loadMore: () => void;
  /** From the first page again. */
  reload: () => void;
  /** What failed, again: the first page, or the further one alone, so that what was read stays. */
  retry: () => void;
  change: (change: (items: readonly T[]) => T[]) => void;
}

interface State<T> {
  items: readonly T[];
  next: string | undefined;
  error: ApiError | undefined;
  loading: boolean;
}

/** A list that comes by page tokens, one page at a time. `initial` is what was read of it before. */
export const usePaged = <T>(
  load: (token: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
  deps: readonly unknown[],
  initial?: PageOf<T> | undefined,
): Paged<T> & { next: string | undefined } => {
  const empty: State<T> = { items: [], next: undefined, error: undefined, loading: true };
  const [state, setState] = useState<State<T>>(
    initial ? { items: initial.items, next: initial.next, error: undefined, loading: false } : empty,
  );
  const [round, setRound] = useState(0);
  const abort = useRef(new AbortController());
  const busy = useRef(false);
  const skipFirst = useRef(initial !== undefined);

  const fetchPage = (token: string | undefined, fresh: boolean) => {
    const { signal } = abort.current;
    busy.current = true;
    untilReached(() => load(token, signal), signal).then(
      (page) => {
        if (signal.aborted) return;
        busy.current = false;
        setState((before) => ({
          items: fresh ? page.items : [...before.items, ...page.items],
          next: page.next,
          error: undefined,
          loading: false,
        }));
      },
      (error) => {
        if (signal.aborted) return;
        busy.current = false;
        setState((before) => ({ ...before, error: asApiError(error), loading: false }));
      },
    );
  };

  useEffect(() => {
    abort.current = new AbortController();
    if (skipFirst.current) {
      skipFirst.current = false;
      busy.current = false;
    } else {
      // What is there stays until the answer comes: typing does not make the list flicker.
      setState((before) => ({ ...before, next: undefined, error: undefined, loading: true }));
      fetchPage(undefined, true);
    }
    return () => abort.current.abort();
  }, [...deps, round]);

  const { next, error } = state;
  const loadMore = () => {
    if (busy.current || next === undefined) return;
    setState((before) => ({ ...before, error: undefined, loading: true }));
    fetchPage(next, false);
  };
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const change = useCallback(
    (by: (items: readonly T[]) => T[]) => setState((before) => ({ ...before, items: by(before.items) })),
    [],
  );
  return {
    items: state.items,
    error,
    loading: state.loading,
    more: next !== undefined,
    next,
    loadMore,
    reload,
    retry: next === undefined ? reload : loadMore,
    change,
  };
};
