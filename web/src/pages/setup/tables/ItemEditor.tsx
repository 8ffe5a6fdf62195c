import { useState } from 'preact/hooks';
import { deleteItem, type Item, putItem, type Table } from '../../../api/aws/dynamodb';
import { ApiError, asApiError } from '../../../api/errors';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Button, ConfirmDialog, CopyAs, Tabs, TextArea, toast } from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import { boto3, cli, py, shellWord } from '../../shared/samples';
import { AttributeRow } from './AttributeRow';
import { keyOf, VIEWS, type View } from './item';
import { keysOf } from './paths';
import { type Row, toItem, toRows } from './rows';
import styles from './tables.module.css';

interface ItemEditorProps {
  table: Table;
  /** Absent: a new one. */
  item: Item | undefined;
  onClose: () => void;
  onChange: () => void;
}

const newRows = (table: Table): Row[] =>
  keysOf(table).map(({ name, type }) => ({ name, type, text: '', typed: false }));

/** Key first, then as they are. */
const rowsOf = (table: Table, item: Item): Row[] => toRows({ ...keyOf(table, item), ...item });

const parseItem = (text: string): Item | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Item) : undefined;
  } catch {
    return undefined;
  }
};

const samplesOf = (table: string, item: Item) => {
  const json = JSON.stringify(item);
  return [
    cli('dynamodb put-item', [`--table-name ${shellWord(table)}`, `--item ${shellWord(json)}`]),
    boto3('dynamodb', `import json\ndynamodb.put_item(TableName=${py(table)}, Item=json.loads(${py(json)}))`),
  ];
};

export const ItemEditor = ({ table, item, onClose, onChange }: ItemEditorProps) => {
  const name = table.TableName;
  const keys = keysOf(table).map((key) => key.name);
  const [rows, setRows] = useState<readonly Row[]>(() => (item ? rowsOf(table, item) : newRows(table)));
  const [view, setView] = useState<View>('rows');
  const [json, setJson] = useState('');
  const [tried, setTried] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const edited = view === 'rows' ? toItem(rows) : parseItem(json);

  const show = (next: View) => {
    if (!edited) {
      setTried(true);
      return;
    }
    if (next === 'json') setJson(JSON.stringify(edited, null, 2));
    else setRows(rowsOf(table, edited));
    setView(next);
  };
  const save = async () => {
    if (!edited) return;
    // Another key is another item: the old one would stay.
    const same = item && JSON.stringify(keyOf(table, item)) === JSON.stringify(keyOf(table, edited));
    try {
      await putItem(name, edited, same ? undefined : keys[0]);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'precondition_failed')
        throw new ApiError({ status: error.status, code: 'already_exists', requestId: error.requestId });
      throw error;
    }
    toast(t('tables.savedItem'));
    onChange();
  };

  if (deleting && item) {
    return (
      <ConfirmDialog
        title={t('tables.deleteItem')}
        action={t('buckets.deleteAction')}
        toProblem={asApiError}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteItem(name, keyOf(table, item));
          toast(t('tables.deletedItem'));
          onChange();
        }}
      >
        {t('tables.deleteItemLead')}
      </ConfirmDialog>
    );
  }
  return (
    <FormDialog
      wide
      title={t(item ? 'tables.item' : 'tables.newItem')}
      action={t('action.save')}
      check={() => {
        setTried(true);
        return edited !== undefined;
      }}
      onSubmit={save}
      onClose={onClose}
      extra={
        item &&
        can('DeleteItem') && (
          <Button icon="trash" onClick={() => setDeleting(true)}>
            {t('setup.deleteIt')}
          </Button>
        )
      }
      after={edited && <CopyAs samples={samplesOf(name, edited)} />}
    >
      <div>
        <Tabs
          label={t('tables.views')}
          tabs={VIEWS.map((key) => ({ key, label: t(`tables.view.${key}`) }))}
          current={view}
          onSelect={show}
        >
          {view === 'json' ? (
            <TextArea
              label={t('tables.view.json')}
              hint={t('tables.jsonHint')}
              value={json}
              onValue={setJson}
              rows={16}
              mono
              error={tried && !edited ? t('attributes.notJson') : undefined}
            />
          ) : (
            <div class={styles.rows}>
              {rows.map((row, at) => (
                <AttributeRow
                  key={at}
                  row={row}
                  isKey={keys.includes(row.name) && at < keys.length}
                  frozen={item !== undefined && keys.includes(row.name) && at < keys.length}
                  tried={tried}
                  doubled={rows.some((other, index) => index !== at && other.name === row.name)}
                  onRow={(next) => setRows(rows.map((one, index) => (index === at ? next : one)))}
                  onRemove={() => setRows(rows.filter((_, index) => index !== at))}
                />
              ))}
              <div>
                <Button
                  icon="plus"
                  variant="quiet"
                  onClick={() => setRows([...rows, { name: '', type: 'S', text: '', typed: false }])}
                >
                  {t('attributes.add')}
                </Button>
              </div>
            </div>
          )}
        </Tabs>
      </div>
    </FormDialog>
  );
};
