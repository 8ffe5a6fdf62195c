import { useState } from 'preact/hooks';
import type { Person, PersonWithFaces } from '../../../api/people';
import { t } from '../../../i18n';
import { Button, Card } from '../../../ui';
import styles from '../person.module.css';
import { MergeDialog } from './MergeDialog';

interface MergeCardProps {
  person: Person;
  onMerged: (merged: PersonWithFaces) => void;
}

export const MergeCard = ({ person, onMerged }: MergeCardProps) => {
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('merge.title')}>
      <p class={styles.note}>{t('merge.hint')}</p>
      <Button icon="people" onClick={() => setOpen(true)}>
        {t('merge.open')}
      </Button>
      {open && (
        <MergeDialog
          person={person}
          onMerged={(merged) => {
            setOpen(false);
            onMerged(merged);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </Card>
  );
};
