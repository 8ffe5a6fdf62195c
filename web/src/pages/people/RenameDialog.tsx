import { useId, useState } from 'preact/hooks';
import { type Person, updatePerson } from '../../api/people';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { Button, Dialog, ErrorBanner, TextInput, toast } from '../../ui';

interface RenameDialogProps {
  person: Person;
  onClose: () => void;
  onChange: (person: Person) => void;
}

const NAME_BYTES_MAX = 1024;

export const RenameDialog = ({ person, onClose, onChange }: RenameDialogProps) => {
  const [name, setName] = useState(person.name);
  const form = useId();
  const trimmed = name.trim();
  const tooLong = new TextEncoder().encode(trimmed).length > NAME_BYTES_MAX;
  const save = useAction(async () => {
    onChange(await updatePerson(person.id, person.collection, { name: trimmed }));
    toast(t('person.renamed', { name: trimmed }));
    onClose();
  });
  return (
    <Dialog
      title={t('person.rename')}
      onClose={onClose}
      busy={save.busy}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            busy={save.busy}
            disabled={trimmed === '' || tooLong || trimmed === person.name}
          >
            {t('action.save')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <TextInput
          label={t('person.name')}
          value={name}
          onValue={setName}
          error={tooLong ? t('person.nameTooLong') : undefined}
          autocomplete="off"
          autofocus
          dir="auto"
        />
      </form>
      {save.error && <ErrorBanner problem={save.error} />}
    </Dialog>
  );
};
