import type { Person } from '../../api/people';
import { formatNumber, t } from '../../i18n';
import { Card, Clip, CopyButton, Facts, Mono, Time } from '../../ui';
import styles from './person.module.css';

export const FactsCard = ({ person }: { person: Person }) => (
  <Card title={t('person.facts')}>
    <Facts
      items={[
        [
          t('person.id'),
          <span key="id" class={styles.id}>
            <Mono text={person.id} />
            <CopyButton text={person.id} label={t('copy.label', { what: t('person.id') })} />
          </span>,
        ],
        [t('person.collection'), <Clip key="collection" text={person.collection} />],
        [t('person.photos'), formatNumber(person.face_count)],
        [t('person.created'), <Time key="created" at={person.created_at} />],
        [t('person.updated'), <Time key="updated" at={person.updated_at} />],
      ]}
    />
  </Card>
);
