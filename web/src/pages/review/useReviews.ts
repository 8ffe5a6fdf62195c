import { listReviews, type Review } from '../../api/reviews';
import { type Paged, usePaged, usePoll } from '../../data';

const PAGE_SIZE = 20;
const POLL_MS = 20_000;

export const useReviews = (
  state: 'open' | 'closed',
): Paged<Review> & { /** How many have come since the list was read. */ fresh: number } => {
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
    state === 'open' && reviews.error?.code !== 'unknown_path',
  );
  const since = reviews.items[0]?.at ?? '';
  const fresh = reviews.loading
    ? 0
    : (newest.data ?? []).filter(
        (one) => one.at > since && !reviews.items.some(({ review_id }) => review_id === one.review_id),
      ).length;
  return { ...reviews, fresh };
};
