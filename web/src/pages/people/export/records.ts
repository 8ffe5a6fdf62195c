import { listEvents } from '../../../api/events';
import type { PageOf } from '../../../api/pages';
import { getPerson, type PersonWithFaces } from '../../../api/people';
import { listReviews } from '../../../api/reviews';
import { listUploads } from '../../../api/uploads';
import { untilReached } from '../../../data';
import { can } from '../../../session';

/** What is looked through at most of each kind, so that an export ends. */
export const LOOKED_AT_MAX = 100_000;
const PAGE_SIZE = 500;

/** The lists beside the person itself: read where the role may read them. */
export const LISTS = ['events', 'uploads', 'reviews'] as const;
export type ListName = (typeof LISTS)[number];

export interface List {
  items: unknown[];
  /** There was more than is looked through. */
  cut: boolean;
}

export interface Records {
  whole: PersonWithFaces;
  /** Without those that the role may not read. */
  lists: Partial<Record<ListName, List>>;
}

interface Whom {
  id: string;
  collection: string;
}

const readAll = async <T>(
  readPage: (pageToken: string | undefined) => Promise<PageOf<T>>,
  isWanted: (item: T) => boolean,
  signal: AbortSignal,
): Promise<List> => {
  const items: T[] = [];
  let lookedAt = 0;
  let token: string | undefined;
  do {
    const at = token;
    const page = await untilReached(() => readPage(at), signal);
    items.push(...page.items.filter(isWanted));
    lookedAt += page.items.length;
    token = page.next;
  } while (token !== undefined && lookedAt < LOOKED_AT_MAX);
  return { items, cut: token !== undefined };
};

const readEvents = ({ id, collection }: Whom, signal: AbortSignal) =>
  readAll(
    async (pageToken) => {
      const page = await listEvents({ personId: id, collection, pageSize: PAGE_SIZE, pageToken, signal });
      return { items: page.events, next: page.next_page_token };
    },
    () => true,
    signal,
  );

const readUploads = ({ id, collection }: Whom, signal: AbortSignal) =>
  readAll(
    async (pageToken) => {
      const page = await listUploads({ pageSize: PAGE_SIZE, pageToken, signal });
      return { items: page.uploads, next: page.next_page_token };
    },
    (upload) => upload.person?.id === id && (upload.collection ?? collection) === collection,
    signal,
  );

const readReviews = async ({ id, collection }: Whom, signal: AbortSignal): Promise<List> => {
  const read = (state: 'open' | 'closed') =>
    readAll(
      async (pageToken) => {
        const page = await listReviews({ state, collection, pageSize: PAGE_SIZE, pageToken, signal });
        return { items: page.reviews, next: page.next_page_token };
      },
      (review) => review.person.id === id,
      signal,
    );
  const [open, closed] = [await read('open'), await read('closed')];
  return { items: [...open.items, ...closed.items], cut: open.cut || closed.cut };
};

const READERS: Record<ListName, (whom: Whom, signal: AbortSignal) => Promise<List>> = {
  events: readEvents,
  uploads: readUploads,
  reviews: readReviews,
};

const mayRead = (list: ListName): boolean => can(`list_${list}`);

/** Everything but pictures that the server holds about a person and that the role may read. */
export const readRecords = async (
  whom: Whom,
  signal: AbortSignal,
  onList: (list: ListName) => void,
): Promise<Records> => {
  const whole = await untilReached(() => getPerson(whom.id, whom.collection, signal), signal);
  const lists: Records['lists'] = {};
  for (const list of LISTS) {
    if (!mayRead(list)) continue;
    onList(list);
    lists[list] = await READERS[list](whom, signal);
  }
  return { whole, lists };
};
