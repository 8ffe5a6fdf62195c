import { useRef } from 'preact/hooks';
import { listReviews, type Review } from '../../api/reviews';
import { type Paged, usePaged, usePoll } from '../../data';

const PAGE_SIZE = 20;
const POLL_MS = 20_000;

export interface Reviews extends Paged<Review> {
  /** How many have come since the list was read. */
  fresh: number;
}

export const useReviews = (state: 'open' | 'closed'): Reviews => {
  const reviews = usePaged(
    async (pageToken, signal) => {
      const page = await listReviews({ state, pageSize: PAGE_SIZE, pageToken, signal });
      return { items: page.reviews, next: page.next_page_token };
    },
    [state],
  );
  const newest = usePoll(
    async (signal) => {
      const page = await listReviews({ state, pageSize: PAGE_SIZE, signal, background: true });
      return page.reviews;
    },
    POLL_MS,
    state === 'open',
  );
  // Those that were answered here stand in an older answer of the poll still; others answer, too.
  const seen = useRef(new Set<string>());
  for (const { review_id } of reviews.items) seen.current.add(review_id);
  const top = reviews.items[0]?.at ?? '';
  const fresh = reviews.loading
    ? 0
    : (newest.data ?? []).filter(({ review_id, at }) => at > top && !seen.current.has(review_id)).length;
  return { ...reviews, fresh };
};
