import { t } from '../../../i18n';
import { Button, IconButton, TextInput } from '../../../ui';
import styles from './Pairs.module.css';

export interface Pair {
  name: string;
  value: string;
}

export const pairsOf = (record: Record<string, string>): Pair[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));

export const recordOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(
    pairs.filter(({ name }) => name.trim() !== '').map(({ name, value }) => [name.trim(), value]),
  );

interface PairsProps {
  label: string;
  pairs: readonly Pair[];
  onPairs: (pairs: Pair[]) => void;
  nameLabel: string;
  valueLabel: string;
  addLabel: string;
  /** What is wrong with the name. */
  nameError?: (name: string) => string | undefined;
  mono?: boolean;
  disabled?: boolean;
}

/** Names and their values, to be added to, changed and taken away. */
export const Pairs = (props: PairsProps) => {
  const { label, pairs, onPairs, nameLabel, valueLabel, addLabel, nameError, mono, disabled } = props;
  const change = (at: number, pair: Pair) => onPairs(pairs.map((one, index) => (index === at ? pair : one)));
  return (
    <fieldset class={styles.pairs} disabled={disabled ?? false}>
      <legend>{label}</legend>
      {pairs.map((pair, at) => (
        <div key={at} class={styles.pair}>
          <TextInput
            label={nameLabel}
            hideLabel
            placeholder={nameLabel}
            value={pair.name}
            onValue={(name) => change(at, { ...pair, name })}
            error={nameError?.(pair.name)}
            mono={mono ?? false}
            autocomplete="off"
            autocapitalize="off"
          />
          <TextInput
            label={valueLabel}
            hideLabel
            placeholder={valueLabel}
            value={pair.value}
            onValue={(value) => change(at, { ...pair, value })}
            mono={mono ?? false}
            autocomplete="off"
            dir="auto"
          />
          {!disabled && (
            <IconButton
              icon="close"
              label={t('setup.removeRow', { name: pair.name || String(at + 1) })}
              onClick={() => onPairs(pairs.filter((_, index) => index !== at))}
            />
          )}
        </div>
      ))}
      {!disabled && (
        <div>
          <Button icon="plus" variant="quiet" onClick={() => onPairs([...pairs, { name: '', value: '' }])}>
            {addLabel}
          </Button>
        </div>
      )}
    </fieldset>
  );
};
