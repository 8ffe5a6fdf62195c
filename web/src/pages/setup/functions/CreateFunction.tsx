import { useState } from 'preact/hooks';
import { toBase64 } from '../../../api/aws/base64';
import { createFunction, ensureRole } from '../../../api/aws/lambda';
import { t } from '../../../i18n';
import { Banner, CopyAs, Select, TextInput } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { isWhole } from '../../shared/isWhole';
import { cli, shellWord } from '../../shared/samples';
import styles from '../../shared/shared.module.css';
import { isName } from '../shared/names';
import { type Pair, Pairs, recordOf } from '../shared/Pairs';
import { isVariable, ROLE, ROLE_ARN, RUNTIMES, TIMEOUT_MAX_S } from './paths';
import { ZipField, zipFault } from './ZipField';

interface CreateFunctionProps {
  onClose: () => void;
  onCreated: (name: string) => void;
}

export const CreateFunction = ({ onClose, onCreated }: CreateFunctionProps) => {
  const [name, setName] = useState('');
  const [file, setFile] = useState<File>();
  const [runtime, setRuntime] = useState<string>('python3.12');
  const [handler, setHandler] = useState('app.handler');
  const [timeout, setSeconds] = useState('15');
  const [environment, setEnvironment] = useState<readonly Pair[]>([]);
  const [tried, setTried] = useState(false);
  const nameWrong = !isName(name);
  const timeWrong = !isWhole(timeout, 1, TIMEOUT_MAX_S);

  const create = async () => {
    if (!file) return;
    await ensureRole(ROLE);
    await createFunction({
      FunctionName: name,
      Runtime: runtime,
      Handler: handler.trim(),
      Role: ROLE_ARN,
      Timeout: Number(timeout),
      Environment: { Variables: recordOf(environment) },
      Code: { ZipFile: await toBase64(file) },
    });
    onCreated(name);
  };

  return (
    <FormDialog
      wide
      title={t('functions.create')}
      action={t('functions.create')}
      check={() => {
        setTried(true);
        const variables = environment.every((pair) => pair.name === '' || isVariable(pair.name));
        return !nameWrong && !timeWrong && handler.trim() !== '' && !zipFault(file) && variables;
      }}
      onSubmit={create}
      onClose={onClose}
      after={
        <CopyAs
          samples={[
            cli('lambda create-function', [
              `--function-name ${shellWord(name || 'hello')} --zip-file fileb://function.zip`,
              `--runtime ${runtime} --handler ${shellWord(handler)} --timeout ${timeout || 15}`,
              `--role ${ROLE_ARN}`,
            ]),
          ]}
        />
      }
    >
      <Banner icon="alert">{t('functions.runsAs')}</Banner>
      <TextInput
        label={t('functions.name')}
        value={name}
        onValue={setName}
        error={tried && nameWrong ? t('field.nameRule') : undefined}
        autocomplete="off"
        autocapitalize="off"
        maxLength={64}
        mono
      />
      <ZipField file={file} onFile={setFile} error={tried ? zipFault(file) : undefined} />
      <div class={styles.pair}>
        <Select
          label={t('functions.runtime')}
          value={runtime}
          onValue={setRuntime}
          options={RUNTIMES.map((value) => ({ value, label: value }))}
        />
        <TextInput
          label={t('functions.handler')}
          hint={t('functions.handlerHint')}
          value={handler}
          onValue={setHandler}
          error={tried && handler.trim() === '' ? t('field.required') : undefined}
          mono
          autocomplete="off"
          autocapitalize="off"
        />
      </div>
      <TextInput
        label={t('functions.timeout')}
        type="number"
        min={1}
        max={TIMEOUT_MAX_S}
        value={timeout}
        onValue={setSeconds}
        error={tried && timeWrong ? t('functions.timeoutRule', { max: TIMEOUT_MAX_S }) : undefined}
      />
      <Pairs
        label={t('functions.environment')}
        nameLabel={t('attributes.key')}
        valueLabel={t('attributes.value')}
        addLabel={t('functions.addVariable')}
        pairs={environment}
        onPairs={setEnvironment}
        nameError={(one) => (one === '' || isVariable(one) ? undefined : t('functions.variableRule'))}
        mono
      />
    </FormDialog>
  );
};
