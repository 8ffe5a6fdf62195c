import { t } from '../../../i18n';
import { Badge, Checkbox, IconButton, Select, TextArea, TextInput } from '../../../ui';
import { TYPES } from './plain';
import { type Row, rowFault, withType } from './rows';
import styles from './tables.module.css';

interface AttributeRowProps {
  row: Row;
  isKey: boolean;
  /** The key of an item that is there: another key would be another item. */
  frozen: boolean;
  tried: boolean;
  doubled: boolean;
  onRow: (row: Row) => void;
  onRemove: () => void;
}

const LONG = 60;

const Value = ({
  row,
  frozen,
  error,
  onRow,
}: Pick<AttributeRowProps, 'row' | 'frozen' | 'onRow'> & { error: string | undefined }) => {
  const label = t('attributes.valueOf', { key: row.name || '…' });
  const change = (text: string) => onRow({ ...row, text });
  if (row.type === 'NULL') return <span class={styles.nothing}>{t('tables.null')}</span>;
  if (row.type === 'BOOL') {
    return (
      <div class={styles.bool}>
        <Checkbox
          label={t(row.text === 'true' ? 'tables.true' : 'tables.false')}
          checked={row.text === 'true'}
          onValue={(on) => change(String(on))}
        />
      </div>
    );
  }
  const isText = row.type === 'S';
  const hint =
    row.type === 'SS' || row.type === 'NS' || row.type === 'BS'
      ? t('tables.oneEachLine')
      : row.typed
        ? t('tables.typedJson')
        : row.type === 'B'
          ? t('tables.base64')
          : undefined;
  if (row.type === 'N' || (isText && row.text.length <= LONG && !row.text.includes('\n'))) {
    return (
      <TextInput
        label={label}
        hideLabel
        value={row.text}
        onValue={change}
        error={error}
        readOnly={frozen}
        mono={!isText}
        autocomplete="off"
        dir="auto"
        {...(isText ? {} : { inputMode: 'decimal' as const })}
      />
    );
  }
  return (
    <TextArea
      label={label}
      hideLabel
      value={row.text}
      onValue={change}
      error={error}
      hint={hint}
      rows={Math.min(Math.max(row.text.split('\n').length, 2), 10)}
      mono={!isText}
    />
  );
};

/** One attribute: name, type, value in the words of its type. */
export const AttributeRow = ({ row, isKey, frozen, tried, doubled, onRow, onRemove }: AttributeRowProps) => {
  const fault = rowFault(row);
  const nameFault =
    row.name === '' ? t('attributes.emptyKey') : doubled ? t('attributes.doubleKey') : undefined;
  return (
    <div class={styles.row}>
      <div class={styles.rowName}>
        {isKey ? (
          <span class={styles.keyName}>
            <bdi>{row.name}</bdi>
            <Badge icon="key">{t('tables.key')}</Badge>
          </span>
        ) : (
          <TextInput
            label={t('attributes.key')}
            hideLabel
            placeholder={t('attributes.key')}
            value={row.name}
            onValue={(name) => onRow({ ...row, name })}
            error={tried ? nameFault : undefined}
            autocomplete="off"
            autocapitalize="off"
          />
        )}
      </div>
      <Select
        label={t('tables.typeOf', { name: row.name || '…' })}
        hideLabel
        value={row.type}
        disabled={isKey}
        onValue={(type) => onRow(withType(row, type))}
        options={TYPES.map((type) => ({ value: type, label: t(`tables.type.${type}`) }))}
      />
      <Value
        row={row}
        frozen={frozen}
        onRow={onRow}
        error={tried && fault ? t(`tables.fault.${fault}`) : undefined}
      />
      <div class={styles.rowEnd}>
        {!isKey && (
          <IconButton
            icon="close"
            label={t('attributes.remove', { key: row.name || '…' })}
            onClick={onRemove}
          />
        )}
      </div>
    </div>
  );
};
