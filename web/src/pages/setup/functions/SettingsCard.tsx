import { useState } from 'preact/hooks';
import { type FunctionConfiguration, updateFunctionConfiguration } from '../../../api/aws/lambda';
import { useAction } from '../../../data';
import { t } from '../../../i18n';
import { Button, Card, ErrorBanner, Select, TextInput, toast } from '../../../ui';
import { isWhole } from '../../shared/isWhole';
import styles from '../../shared/shared.module.css';
import { Pairs, pairsOf, recordOf } from '../shared/Pairs';
import { isVariable, RUNTIMES, TIMEOUT_MAX_S } from './paths';

const MEMORY_MIN = 128;
const MEMORY_MAX = 10_240;

interface SettingsCardProps {
  configuration: FunctionConfiguration;
  onChange: (configuration: FunctionConfiguration) => void;
}

export const SettingsCard = ({ configuration, onChange }: SettingsCardProps) => {
  const [runtime, setRuntime] = useState(configuration.Runtime ?? 'python3.12');
  const [handler, setHandler] = useState(configuration.Handler ?? '');
  const [timeout, setSeconds] = useState(String(configuration.Timeout ?? 3));
  const [memory, setMemory] = useState(String(configuration.MemorySize ?? MEMORY_MIN));
  const [description, setDescription] = useState(configuration.Description ?? '');
  const [environment, setEnvironment] = useState(() => pairsOf(configuration.Environment?.Variables ?? {}));
  const [tried, setTried] = useState(false);
  const timeWrong = !isWhole(timeout, 1, TIMEOUT_MAX_S);
  const memoryWrong = !isWhole(memory, MEMORY_MIN, MEMORY_MAX);
  const variables = environment.every((pair) => pair.name === '' || isVariable(pair.name));
  const runtimes = [...new Set([runtime, ...RUNTIMES])];

  const save = useAction(async () => {
    const next = await updateFunctionConfiguration(configuration.FunctionName, {
      Runtime: runtime,
      Handler: handler.trim(),
      Timeout: Number(timeout),
      MemorySize: Number(memory),
      Description: description,
      Environment: { Variables: recordOf(environment) },
      // Somebody else's change meanwhile is not written over.
      ...(configuration.RevisionId ? { RevisionId: configuration.RevisionId } : {}),
    });
    toast(t('functions.saved'));
    onChange(next);
  });

  return (
    <Card title={t('functions.settings')}>
      <form
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!timeWrong && !memoryWrong && variables && handler.trim() !== '') save.run();
        }}
      >
        <div class={styles.pair}>
          <Select
            label={t('functions.runtime')}
            value={runtime}
            onValue={setRuntime}
            options={runtimes.map((value) => ({ value, label: value }))}
          />
          <TextInput
            label={t('functions.handler')}
            value={handler}
            onValue={setHandler}
            error={tried && handler.trim() === '' ? t('field.required') : undefined}
            mono
            autocomplete="off"
            autocapitalize="off"
          />
          <TextInput
            label={t('functions.timeout')}
            type="number"
            min={1}
            max={TIMEOUT_MAX_S}
            value={timeout}
            onValue={setSeconds}
            error={tried && timeWrong ? t('functions.timeoutRule', { max: TIMEOUT_MAX_S }) : undefined}
          />
          <TextInput
            label={t('functions.memory')}
            hint={t('functions.memoryHint')}
            type="number"
            min={MEMORY_MIN}
            max={MEMORY_MAX}
            value={memory}
            onValue={setMemory}
            error={
              tried && memoryWrong
                ? t('functions.memoryRule', { min: MEMORY_MIN, max: MEMORY_MAX })
                : undefined
            }
          />
        </div>
        <TextInput
          label={t('functions.description')}
          value={description}
          onValue={setDescription}
          optional
          maxLength={256}
          dir="auto"
          autocomplete="off"
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
        <p class={styles.note}>{t('functions.environmentHint')}</p>
        {save.error && <ErrorBanner problem={save.error} />}
        <div>
          <Button type="submit" busy={save.busy}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
};
