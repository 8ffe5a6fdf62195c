import type { Review } from '../../api/reviews';
import { formatSimilarity, maybe, t } from '../../i18n';
import { Badge, Clip, type Column, EmptyState, Time } from '../../ui';
import { personPath } from '../people/paths';
import { ListCard } from '../shared/ListCard';
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
  return (
    <ListCard
      caption={t('review.closed')}
      columns={columnsOf(actors)}
      rows={reviews.items}
      rowKey={({ review_id }) => review_id}
      loading={reviews.loading}
      error={reviews.error}
      onReload={reviews.retry}
      paging={reviews}
      empty={<EmptyState icon="review" title={t('review.noneClosed')} />}
    />
  );
};
