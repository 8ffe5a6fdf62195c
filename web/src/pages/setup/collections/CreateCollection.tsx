import { useState } from 'preact/hooks';
import { createCollection } from '../../../api/aws/rekognition';
import { t } from '../../../i18n';
import { CopyAs, TextInput } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { boto3, cli, py, shellWord } from '../../shared/samples';

interface CreateCollectionProps {
  taken: readonly string[];
  onClose: () => void;
  onCreated: (id: string) => void;
}

const RULE = /^[\w.-]{1,255}$/;

export const CreateCollection = ({ taken, onClose, onCreated }: CreateCollectionProps) => {
  const [id, setId] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = !RULE.test(id) ? t('collections.idRule') : taken.includes(id) ? t('collections.taken') : '';
  const shown = id || 'employees';
  return (
    <FormDialog
      title={t('collections.create')}
      action={t('collections.create')}
      check={() => {
        setTried(true);
        return wrong === '';
      }}
      onSubmit={async () => {
        await createCollection(id);
        onCreated(id);
      }}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            cli('rekognition create-collection', [`--collection-id ${shellWord(shown)}`]),
            boto3('rekognition', `rekognition.create_collection(CollectionId=${py(shown)})`),
          ]}
        />
      }
    >
      <TextInput
        label={t('collections.id')}
        hint={t('collections.idHint')}
        value={id}
        onValue={setId}
        error={tried && wrong ? wrong : undefined}
        autocomplete="off"
        autocapitalize="off"
        autofocus
        maxLength={255}
      />
    </FormDialog>
  );
};
