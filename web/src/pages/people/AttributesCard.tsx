import { useState } from 'preact/hooks';
import type { Person } from '../../api/people';
import { t } from '../../i18n';
import { can } from '../../session';
import { Button, Card, Facts } from '../../ui';
import { AttributesEditor } from './AttributesEditor';
import { show } from './attributes';
import styles from './person.module.css';

interface AttributesCardProps {
  person: Person;
  onChange: (person: Person) => void;
}

export const AttributesCard = ({ person, onChange }: AttributesCardProps) => {
  const [editing, setEditing] = useState(false);
  const entries = Object.entries(person.attributes);
  const edit = can('update_person') && !editing && (
    <Button variant="quiet" icon="edit" onClick={() => setEditing(true)}>
      {t('action.edit')}
    </Button>
  );
  return (
    <Card title={t('attributes.title')} actions={edit}>
      {editing && (
        <AttributesEditor
          person={person}
          onClose={() => setEditing(false)}
          onChange={(next) => {
            setEditing(false);
            onChange(next);
          }}
        />
      )}
      {!editing && entries.length > 0 && (
        <Facts
          items={entries.map(([key, value]) => [
            key,
            <bdi key={key} class={styles.value}>
              {show(value)}
            </bdi>,
          ])}
        />
      )}
      {!editing && entries.length === 0 && <p class={styles.note}>{t('attributes.empty')}</p>}
    </Card>
  );
};
