import { t } from '../../i18n';
import { Button, IconButton, TextInput } from '../../ui';
import type { AttributeRow } from './attributes';
import styles from './person.module.css';

interface RowsProps {
  rows: AttributeRow[];
  onRows: (rows: AttributeRow[]) => void;
}

/** Names and values that are texts, to be edited one by one. */
export const AttributeRows = ({ rows, onRows }: RowsProps) => {
  const set = (row: number, change: Partial<AttributeRow>) =>
    onRows(rows.map((one) => (one.row === row ? { ...one, ...change } : one)));
  const add = () => {
    const row = Math.max(-1, ...rows.map((one) => one.row)) + 1;
    onRows([...rows, { row, key: '', text: '', kind: 'string' }]);
  };
  return (
    <div class={styles.rows}>
      {rows.map(({ row, key, text }, index) => (
        <div key={row} class={styles.attribute}>
          <TextInput
            label={t('attributes.key')}
            hideLabel
            placeholder={t('attributes.key')}
            value={key}
            onValue={(value) => set(row, { key: value })}
            autocomplete="off"
            autofocus={index === rows.length - 1 && key === ''}
          />
          <TextInput
            label={key === '' ? t('attributes.value') : t('attributes.valueOf', { key })}
            hideLabel
            placeholder={t('attributes.value')}
            value={text}
            onValue={(value) => set(row, { text: value })}
            autocomplete="off"
            dir="auto"
          />
          <IconButton
            icon="close"
            label={t('attributes.remove', { key })}
            onClick={() => onRows(rows.filter((one) => one.row !== row))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" variant="quiet" onClick={add}>
          {t('attributes.add')}
        </Button>
      </div>
    </div>
  );
};
