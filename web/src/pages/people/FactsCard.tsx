import type { Person } from '../../api/people';
import { formatNumber, t } from '../../i18n';
import { Card, Clip, CopiedId, Facts, Time } from '../../ui';

export const FactsCard = ({ person }: { person: Person }) => (
  <Card title={t('person.facts')}>
    <Facts
      items={[
        [t('person.id'), <CopiedId key="id" text={person.id} label={t('person.id')} />],
        [t('person.collection'), <Clip key="collection" text={person.collection} />],
        [t('person.photos'), formatNumber(person.face_count)],
        [t('person.created'), <Time key="created" at={person.created_at} />],
        [t('person.updated'), <Time key="updated" at={person.updated_at} />],
      ]}
    />
  </Card>
);
