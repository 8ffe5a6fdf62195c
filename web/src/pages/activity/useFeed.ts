import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type AuditEvent, type EventQuery, listEvents, streamEvents } from '../../api/events';
import { pause } from '../../api/gate';
import { type Paged, usePaged } from '../../data';
import { activityPath, type Filter, matches, toQuery } from './filter';
import { countNew, merge } from './merge';

export type Connection = 'connecting' | 'live' | 'lost' | 'off';

export interface Feed {
  events: readonly AuditEvent[];
  page: Paged<AuditEvent>;
  connection: Connection;
  /** How many have come that are not shown, because somebody is reading. */
  waiting: number;
  showWaiting: () => void;
}

const PAGE_SIZE = 100;
/** So many pages without a single event are looked through before somebody is asked whether to go on. */
const EMPTY_PAGES_MAX = 5;
/** The list is read without a stream where none begins within this time. */
const BEGIN_MS = 3000;
/** What comes at once is shown at once. */
const FLUSH_MS = 200;

const firstFound = async (query: EventQuery, token: string | undefined, signal: AbortSignal) => {
  let pageToken = token;
  for (let pages = 1; ; pages += 1) {
    const page = await listEvents({ ...query, pageSize: PAGE_SIZE, pageToken, signal });
    pageToken = page.next_page_token;
    if (page.events.length > 0 || pageToken === undefined || pages >= EMPTY_PAGES_MAX) {
      return { items: page.events, next: pageToken };
    }
  }
};

interface Live {
  /** What it is of; events of an earlier filter are none of this one's. */
  key: string;
  /** Since the filter was chosen, newest first. */
  events: readonly AuditEvent[];
  shown: number;
}

const beginning = () => {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
};

/**
 * The audit log as it grows: the stream is begun first, then the list is read, so that nothing falls between the two.
 * While `holding`, what comes waits.
 */
export const useFeed = (filter: Filter, holding: boolean): Feed => {
  const key = activityPath(filter);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [live, setLive] = useState<Live>({ key, events: [], shown: 0 });
  const latest = useRef({ filter, key, holding });
  latest.current = { filter, key, holding };
  const begun = useRef(beginning());

  useEffect(() => {
    const abort = new AbortController();
    const now = beginning();
    begun.current = now;
    setConnection('connecting');
    let batch: AuditEvent[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      const { filter: wanted, key: of, holding: held } = latest.current;
      const fresh = batch.filter((event) => matches(event, wanted)).reverse();
      batch = [];
      if (fresh.length === 0) return;
      setLive((before) => {
        const same = before.key === of;
        const events = [...fresh, ...(same ? before.events : [])];
        return { key: of, events, shown: held ? (same ? before.shown : 0) : events.length };
      });
    };
    streamEvents({
      types: ['audit'],
      ...(filter.collection ? { collection: filter.collection } : {}),
      signal: abort.signal,
      onState: (connected) => {
        setConnection(connected ? 'live' : 'lost');
        if (connected) now.resolve();
      },
      onMessage: (message) => {
        if (message.type !== 'audit') return;
        batch.push(message.event);
        timer ??= setTimeout(flush, FLUSH_MS);
      },
    }).catch(() => {
      // Refused for good; the list itself says why, if it is refused as well.
      setConnection('off');
      now.resolve();
    });
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [filter.collection]);

  const page = usePaged(
    async (token, signal) => {
      if (token === undefined) await Promise.race([begun.current.promise, pause(BEGIN_MS, signal)]);
      return firstFound(toQuery(filter), token, signal);
    },
    [key],
  );

  const mine = live.key === key ? live : { key, events: [], shown: 0 };
  const showWaiting = () => setLive((before) => ({ ...before, shown: before.events.length }));
  useEffect(() => {
    if (!holding) showWaiting();
  }, [holding]);

  const hidden = mine.events.length - mine.shown;
  const events = useMemo(
    () => merge(mine.events.slice(hidden), page.items),
    [mine.events, hidden, page.items],
  );
  const waiting = useMemo(
    () => countNew(mine.events.slice(0, hidden), page.items),
    [mine.events, hidden, page.items],
  );
  return { events, page, connection, waiting, showWaiting };
};
