import { useState } from 'preact/hooks';
import type { Person } from '../../../api/people';
import { t } from '../../../i18n';
import { Button, Card } from '../../../ui';
import styles from '../person.module.css';
import { ExportPerson } from './ExportPerson';

/** For whoever asks what is kept about them. */
export const ExportCard = ({ person }: { person: Person }) => {
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('personExport.title')}>
      <p class={styles.note}>{t('personExport.hint')}</p>
      <Button icon="download" onClick={() => setOpen(true)}>
        {t('personExport.action')}
      </Button>
      {open && <ExportPerson person={person} onClose={() => setOpen(false)} />}
    </Card>
  );
};
