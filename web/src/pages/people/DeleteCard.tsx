import { useState } from 'preact/hooks';
import { asApiError } from '../../api/errors';
import { deletePerson, type Person } from '../../api/people';
import { plural, t } from '../../i18n';
import { Button, Card, ConfirmDialog, toast } from '../../ui';
import styles from './person.module.css';

interface DeleteCardProps {
  person: Person;
  onDeleted: () => void;
}

export const DeleteCard = ({ person, onDeleted }: DeleteCardProps) => {
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    await deletePerson(person.id, person.collection);
    toast(t('person.deleted', { name: person.name }));
    onDeleted();
  };
  return (
    <Card title={t('person.deleteTitle')} tone="danger">
      <p class={styles.note}>{t('person.deleteHint')}</p>
      <Button icon="trash" onClick={() => setAsking(true)}>
        {t('person.delete')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('person.deleteAsk', { name: person.name })}
          action={t('person.delete')}
          typed={[person.name, person.id]}
          typedLabel={t('person.deleteTyped', { id: person.id })}
          onConfirm={remove}
          onClose={() => setAsking(false)}
          toProblem={asApiError}
        >
          {plural('person.deleteLead', person.face_count)}
        </ConfirmDialog>
      )}
    </Card>
  );
};
