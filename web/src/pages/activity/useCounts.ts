import { useEffect, useRef } from 'preact/hooks';
import { countEvents, type EventCount } from '../../api/events';
import { type Resource, useResource } from '../../data';
import { can } from '../../session';
import { dayAfter, startOfDay } from './days';

/** After something happened the figures are read anew, but not more often than this. */
const ANEW_MS = 15_000;

export const useCounts = (
  days: readonly string[],
  collection: string | undefined,
  /** Changes when something has happened. */
  newest: string | undefined,
): Resource<EventCount[]> => {
  const first = days[0] ?? '';
  const last = days.at(-1) ?? first;
  const counts = useResource(
    async (signal) =>
      can('count_events')
        ? countEvents(
            {
              from: startOfDay(first).toISOString(),
              to: startOfDay(dayAfter(last)).toISOString(),
              collection,
            },
            signal,
          )
        : [],
    [first, last, collection],
  );

  const seen = useRef(newest);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const before = seen.current;
    seen.current = newest;
    if (before === undefined || newest === undefined || before === newest) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      counts.reload();
    }, ANEW_MS);
  }, [newest]);
  return counts;
};
