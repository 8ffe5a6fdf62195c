import type { AuditEvent } from '../../api/events';
import { actionText, formatMoment, formatSimilarity } from '../../i18n';
import { Clip, cx, RowChevron, rowClass } from '../../ui';
import type { ActorNames } from '../shared/useActors';
import styles from './activity.module.css';
import { type NameBook, usePersonName } from './names';
import { OutcomeBadge } from './outcome';

interface EventRowProps {
  event: AuditEvent;
  tabIndex: 0 | -1;
  names: NameBook;
  actors: ActorNames;
  onOpen: () => void;
}

export const EventRow = ({ event, tabIndex, names, actors, onOpen }: EventRowProps) => {
  const name = usePersonName(names, event.collection, event.person_id);
  const about = event.person_id ?? event.bucket ?? event.table ?? event.access_key_id;
  const subject = name ?? (about === event.actor ? undefined : about && (actors(about) ?? about));
  return (
    <button type="button" class={cx(rowClass, styles.row)} tabIndex={tabIndex} onClick={onOpen}>
      <time class={styles.time} dateTime={event.at}>
        {formatMoment(event.at)}
      </time>
      <span class={styles.what}>
        <span class={styles.action}>{actionText(event.action)}</span>
        {event.outcome !== 'ok' && <OutcomeBadge outcome={event.outcome} />}
      </span>
      <span class={styles.subject}>{subject && <Clip text={subject} />}</span>
      <span class={styles.similarity}>
        {event.similarity !== undefined && formatSimilarity(event.similarity, { minimumFractionDigits: 1 })}
      </span>
      <span class={styles.actor}>
        <Clip text={actors(event.actor) ?? event.actor} />
      </span>
      <RowChevron />
    </button>
  );
};
