import type { Person } from '../../../api/people';
import { plural, t } from '../../../i18n';
import { Badge, Clip, Facts, Mono, Time } from '../../../ui';
import { PersonPhoto, photoSize } from '../../shared/PersonPhoto';
import { show } from '../attributes';
import type { Plan } from './merge';
import styles from './merge.module.css';

const PHOTO = 160;
const ATTRIBUTES_SHOWN = 4;

const Side = ({ person, stays }: { person: Person; stays: boolean }) => {
  const entries = Object.entries(person.attributes);
  const more = entries.length - ATTRIBUTES_SHOWN;
  return (
    <section class={styles.side} aria-label={t(stays ? 'merge.stays' : 'merge.goes')}>
      <Badge tone={stays ? 'success' : 'danger'} icon={stays ? 'check' : 'trash'}>
        {t(stays ? 'merge.stays' : 'merge.goes')}
      </Badge>
      <div class={styles.photo}>
        <PersonPhoto
          id={person.id}
          collection={person.collection}
          pixels={photoSize(PHOTO)}
          alt={t('merge.photoOf', { name: person.name })}
        />
      </div>
      <Clip text={person.name} strong />
      <Mono text={person.id} />
      <span>{plural('person.photoCount', person.face_count)}</span>
      <Facts
        items={[
          [t('person.created'), <Time key="created" at={person.created_at} />],
          [t('person.consentTitle'), t(person.consent ? 'person.consent' : 'person.noConsent')],
          ...entries
            .slice(0, ATTRIBUTES_SHOWN)
            .map(([key, value]) => [key, <Clip key={key} text={show(value)} />] as const),
        ]}
      />
      {more > 0 && <span class={styles.more}>{plural('merge.moreAttributes', more)}</span>}
    </section>
  );
};

/** Both people side by side: who stays first. */
export const Comparison = ({ plan }: { plan: Plan }) => (
  <div class={styles.sides}>
    <Side key={plan.into.id} person={plan.into} stays />
    <Side key={plan.from.id} person={plan.from} stays={false} />
  </div>
);
