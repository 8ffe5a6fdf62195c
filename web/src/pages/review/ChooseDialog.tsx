import { useId, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { Button, Dialog } from '../../ui';
import { type Chosen, PersonPicker } from '../shared/PersonPicker';
import styles from './review.module.css';

interface ChooseDialogProps {
  collection: string;
  /** Who it is said not to be. */
  not: string;
  onChoose: (person: Chosen) => void;
  onClose: () => void;
}

export const ChooseDialog = ({ collection, not, onChoose, onClose }: ChooseDialogProps) => {
  const [chosen, setChosen] = useState<Chosen>();
  const [fault, setFault] = useState<string>();
  const form = useId();
  const submit = () => {
    if (!chosen) setFault(t('review.chooseMissing'));
    else if (chosen.id === not) setFault(t('review.chooseSame'));
    else onChoose(chosen);
  };
  return (
    <Dialog
      title={t('review.chooseTitle')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={form} variant="primary">
            {t('review.chooseAction')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class={styles.choose}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <PersonPicker
          collection={collection}
          chosen={chosen}
          onChoose={(person) => {
            setChosen(person);
            setFault(undefined);
          }}
          error={fault}
          autofocus
        />
        <p class={styles.note}>{t('review.chooseHint')}</p>
      </form>
    </Dialog>
  );
};
