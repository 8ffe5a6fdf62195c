import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { FormDialog } from '../shared/FormDialog';
import { type Chosen, PersonPicker } from '../shared/PersonPicker';
import shared from '../shared/shared.module.css';

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
  const check = () => {
    if (!chosen) setFault(t('review.chooseMissing'));
    else if (chosen.id === not) setFault(t('review.chooseSame'));
    else return true;
    return false;
  };
  return (
    <FormDialog
      title={t('review.chooseTitle')}
      action={t('review.chooseAction')}
      check={check}
      onSubmit={async () => chosen && onChoose(chosen)}
      onClose={onClose}
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
      <p class={shared.note}>{t('review.chooseHint')}</p>
    </FormDialog>
  );
};
