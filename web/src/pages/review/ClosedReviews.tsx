import type { Review } from '../../api/reviews';
import { formatSimilarity, maybe, t } from '../../i18n';
import {
  Badge,
  Card,
  Clip,
  type Column,
  EmptyState,
  ErrorBanner,
  LoadMore,
  SkeletonRows,
  Table,
  Time,
} from '../../ui';
import { personPath } from '../people/paths';
import { type ActorNames, useActors } from '../shared/useActors';
import { useReviews } from './useReviews';

const columnsOf = (actors: ActorNames): Column<Review>[] => [
  {
    key: 'person',
    header: t('review.person'),
    cell: ({ person, collection }) => (
      <a href={personPath(person.id, collection)}>
        <Clip text={person.name ?? person.id} />
      </a>
    ),
  },
  { key: 'decision', header: t('review.decision'), cell: ({ decision }) => t(`outcome.${decision}`) },
  {
    key: 'similarity',
    header: t('similarity.title'),
    align: 'end',
    cell: ({ similarity, threshold }) => `${formatSimilarity(similarity)} / ${formatSimilarity(threshold)}`,
  },
  {
    key: 'state',
    header: t('review.verdict'),
    cell: ({ state }) => (
      <Badge
        tone={state === 'confirmed' ? 'success' : 'warning'}
        icon={state === 'confirmed' ? 'check' : 'edit'}
      >
        {maybe(`outcome.${state}`) ?? state}
      </Badge>
    ),
  },
  {
    key: 'by',
    header: t('review.by'),
    cell: ({ closed_by }) => closed_by && <Clip text={actors(closed_by) ?? closed_by} />,
  },
  {
    key: 'closed',
    header: t('review.when'),
    align: 'end',
    cell: ({ closed_at, at }) => <Time at={closed_at ?? at} />,
  },
];

/** What was answered; the pictures have gone with the answers. */
export const ClosedReviews = () => {
  const reviews = useReviews('closed');
  const actors = useActors();
  const { items, error, loading } = reviews;
  return (
    <>
      {error && <ErrorBanner problem={error} onRetry={reviews.reload} />}
      {(items.length > 0 || !error) && (
        <Card flush>
          {items.length > 0 && (
            <Table
              caption={t('review.closed')}
              columns={columnsOf(actors)}
              rows={items}
              rowKey={({ review_id }) => review_id}
            />
          )}
          {items.length === 0 && loading && <SkeletonRows rows={4} height={52} />}
          {items.length === 0 && !loading && <EmptyState icon="review" title={t('review.noneClosed')} />}
          <LoadMore more={reviews.more} busy={loading} onMore={reviews.loadMore} />
        </Card>
      )}
    </>
  );
};
