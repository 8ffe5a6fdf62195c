import { useEffect, useRef } from 'preact/hooks';
import type { Review } from '../../api/reviews';
import type { Settings } from '../../api/settings';
import { plural, t } from '../../i18n';
import { Card, EmptyState, ErrorBanner, LoadMore, NewPill, Skeleton, toast } from '../../ui';
import shared from '../shared/shared.module.css';
import { ReviewCard } from './ReviewCard';
import styles from './review.module.css';
import type { Reviews } from './useReviews';

interface OpenReviewsProps {
  reviews: Reviews;
  settings: Settings | undefined;
}

export const OpenReviews = ({ reviews, settings }: OpenReviewsProps) => {
  const { items, error, loading, fresh } = reviews;
  const list = useRef<HTMLDivElement>(null);
  /** Whose card takes the focus when the one that had it has gone. */
  const next = useRef<string | undefined>(undefined);

  const focusOn = (id: string | undefined) =>
    list.current?.querySelector<HTMLElement>(`[data-review="${id}"]`)?.focus();
  useEffect(() => {
    if (next.current === undefined) return;
    const id = next.current;
    next.current = undefined;
    if (items.some(({ review_id }) => review_id === id)) focusOn(id);
    else document.querySelector('h1')?.focus();
  }, [items]);

  const remove = (review: Review) => {
    const at = items.indexOf(review);
    next.current = (items[at + 1] ?? items[at - 1])?.review_id ?? '';
    reviews.change((all) => all.filter(({ review_id }) => review_id !== review.review_id));
  };
  // The next page comes by itself when this one is done; one that failed, when it is asked for.
  useEffect(() => {
    if (items.length === 0 && reviews.more && !loading && !error) reviews.loadMore();
  }, [items.length, reviews.more, loading]);

  if (items.length === 0 && loading) {
    return (
      <Card>
        <Skeleton height={280} />
      </Card>
    );
  }
  return (
    <div class={styles.list} ref={list}>
      {error && <ErrorBanner problem={error} onRetry={reviews.retry} />}
      {items.length > 0 && (
        <p class={shared.note}>
          {t('review.noUndo')} <span class={styles.keys}>{t('review.keys')}</span>
        </p>
      )}
      {fresh > 0 && <NewPill text={plural('review.new', fresh)} onClick={reviews.reload} />}
      {items.map((review, index) => (
        <ReviewCard
          key={review.review_id}
          review={review}
          onMove={(by) => focusOn(items[index + by]?.review_id)}
          onClosed={(closed, message) => {
            remove(closed);
            toast(message);
          }}
          onGone={(gone) => {
            remove(gone);
            toast(t('review.gone'), 'danger');
          }}
        />
      ))}
      <LoadMore more={reviews.more} busy={loading} onMore={reviews.loadMore} />
      {items.length === 0 && !error && !reviews.more && (
        <Card flush>
          <EmptyState icon="review" title={t(settings?.review.margin === 0 ? 'review.off' : 'review.empty')}>
            {t(settings?.review.margin === 0 ? 'review.offHint' : 'review.emptyHint')}
          </EmptyState>
        </Card>
      )}
    </div>
  );
};
