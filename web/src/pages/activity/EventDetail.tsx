import type { ComponentChildren } from 'preact';
import type { AuditEvent } from '../../api/events';
import { actionText, formatExactTime, t } from '../../i18n';
import { can } from '../../session';
import { Button, ButtonLink, Clip, CopiedId, clampClass, Dialog, Facts, SimilarityScale } from '../../ui';
import { personPath } from '../people/paths';
import { PersonPhoto, photoSize } from '../shared/PersonPhoto';
import type { ActorNames } from '../shared/useActors';
import styles from './activity.module.css';
import { type NameBook, usePersonName } from './names';
import { OutcomeBadge } from './outcome';

interface EventDetailProps {
  event: AuditEvent;
  names: NameBook;
  actors: ActorNames;
  /** Shows all that is in the log of a person. */
  onPerson: (collection: string, id: string) => void;
  onClose: () => void;
}

const PHOTO = 56;

export const EventDetail = ({ event, names, actors, onPerson, onClose }: EventDetailProps) => {
  const { person_id: person, collection } = event;
  const name = usePersonName(names, collection, person);
  const actor = actors(event.actor);
  const facts: [string, ComponentChildren][] = [
    [t('activity.at'), formatExactTime(event.at)],
    [t('activity.outcome'), <OutcomeBadge key="outcome" outcome={event.outcome} />],
  ];
  const add = (label: string, value: string | undefined, isId = false) => {
    if (value) facts.push([label, isId ? <CopiedId text={value} label={label} /> : <Clip text={value} />]);
  };
  add(t('activity.personId'), person, true);
  add(t('activity.collection'), collection);
  add(t('activity.bucket'), event.bucket);
  add(t('activity.table'), event.table);
  add(t('activity.intake'), event.intake);
  add(t('activity.actor'), actor);
  add(t(actor ? 'activity.actorKey' : 'activity.actor'), event.actor, true);
  if (event.access_key_id !== event.actor) add(t('activity.key'), event.access_key_id, true);
  add(t('activity.id'), event.id, true);

  const isHere = person !== undefined && collection !== undefined && name !== null;
  return (
    <Dialog
      title={actionText(event.action)}
      onClose={onClose}
      footer={
        person !== undefined &&
        collection !== undefined && (
          <>
            <Button onClick={() => onPerson(collection, person)}>{t('activity.allOfPerson')}</Button>
            {isHere && can('get_person') && (
              <ButtonLink href={personPath(person, collection)} variant="primary">
                {t('activity.toPerson')}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      {isHere && (
        <div class={styles.who}>
          <PersonPhoto
            id={person}
            collection={collection}
            pixels={photoSize(PHOTO)}
            alt=""
            size={PHOTO}
            round
          />
          <bdi class={clampClass} dir="auto">
            {name ?? person}
          </bdi>
        </div>
      )}
      {person !== undefined && name === null && <p class={styles.note}>{t('activity.personGone')}</p>}
      {event.similarity !== undefined && (
        <SimilarityScale similarity={event.similarity} reached={event.outcome === 'match'} />
      )}
      <Facts items={facts} />
    </Dialog>
  );
};
