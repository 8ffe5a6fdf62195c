import { type AuditEvent, listEvents } from '../../api/events';
import type { Person } from '../../api/people';
import { usePaged } from '../../data';
import { actionText, formatSimilarity, outcomeText, t } from '../../i18n';
import { Badge, Card, Clip, EmptyState, ErrorBanner, LoadMore, SkeletonRows, Time } from '../../ui';
import { type ActorNames, useActors } from '../shared/useActors';
import styles from './person.module.css';

const PAGE_SIZE = 20;
const GOOD = new Set(['ok', 'match']);

const Outcome = ({ outcome }: { outcome: string }) =>
  outcome === 'ok' ? null : (
    <Badge tone={GOOD.has(outcome) ? 'success' : 'neutral'} icon={GOOD.has(outcome) ? 'check' : 'info'}>
      {outcomeText(outcome)}
    </Badge>
  );

const Line = ({ event, actors }: { event: AuditEvent; actors: ActorNames }) => (
  <li class={styles.event}>
    <span class={styles.eventText}>
      {actionText(event.action)}
      <Outcome outcome={event.outcome} />
      {event.similarity !== undefined && (
        <span class={styles.muted}>
          {t('history.similarity', { value: formatSimilarity(event.similarity) })}
        </span>
      )}
    </span>
    <span class={styles.eventMeta}>
      <span class={styles.actor}>
        <Clip text={actors(event.actor) ?? event.actor} />
      </span>
      <Time at={event.at} />
    </span>
  </li>
);

/** What the audit log says of the person. */
export const HistoryCard = ({ person }: { person: Person }) => {
  const { id, collection, updated_at } = person;
  const actors = useActors();
  const events = usePaged(
    async (pageToken, signal) => {
      const page = await listEvents({ personId: id, collection, pageSize: PAGE_SIZE, pageToken, signal });
      return { items: page.events, next: page.next_page_token };
    },
    [id, collection, updated_at],
  );
  return (
    <Card title={t('history.title')} flush>
      {events.error && <ErrorBanner problem={events.error} onRetry={events.retry} />}
      {events.items.length > 0 && (
        <ul>
          {events.items.map((event) => (
            <Line key={event.id} event={event} actors={actors} />
          ))}
        </ul>
      )}
      {events.items.length === 0 && events.loading && <SkeletonRows rows={4} height={60} />}
      {events.items.length === 0 && !events.loading && !events.error && (
        <EmptyState icon="clock" title={t('history.empty')} />
      )}
      <LoadMore more={events.more} busy={events.loading} onMore={events.loadMore} />
    </Card>
  );
};
