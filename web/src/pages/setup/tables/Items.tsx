import { useState } from 'preact/hooks';
import { type Table as Described, type Item, queryTable, scanTable } from '../../../api/aws/dynamodb';
import { usePaged } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, Mono, TextInput } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { ItemEditor } from './ItemEditor';
import { ItemViewer } from './ItemViewer';
import { keysOf } from './paths';
import { summary } from './plain';
import styles from './tables.module.css';

const PAGE = 50;
const COLUMNS_MAX = 5;

/** Key first, then what most items have. */
const columnNames = (table: Described, items: readonly Item[]): string[] => {
  const keys = keysOf(table).map((key) => key.name);
  const counts = new Map<string, number>();
  for (const item of items) {
    for (const name of Object.keys(item)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const others = [...counts]
    .filter(([name]) => !keys.includes(name))
    .sort(([a, most], [b, more]) => more - most || a.localeCompare(b))
    .map(([name]) => name);
  return [...keys, ...others].slice(0, Math.max(COLUMNS_MAX, keys.length));
};

const columnsOf = (names: readonly string[], onOpen: (item: Item) => void): Column<Item>[] => [
  ...names.map((name, index) => ({
    key: name,
    header: name,
    cell: (item: Item) => {
      const value = item[name];
      const text = value ? summary(value) : '';
      if (index > 0) return <Clip text={text} />;
      return (
        <button type="button" class={styles.open} onClick={() => onOpen(item)}>
          <Clip text={text === '' ? t('tables.emptyKey') : text} strong />
        </button>
      );
    },
  })),
];

/** Items as the server lists them, or those of one partition key. */
export const Items = ({ table, onChange }: { table: Described; onChange: () => void }) => {
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  const [open, setOpen] = useState<{ item: Item | undefined }>();
  const [partition] = keysOf(table);
  const name = table.TableName;

  const items = usePaged<Item>(
    async (token, signal) => {
      const page = { limit: PAGE, ...(token ? { startKey: JSON.parse(token) as Item } : {}) };
      const answer =
        wanted !== '' && partition
          ? await queryTable(name, partition.name, { [partition.type]: wanted } as { S: string }, page, {
              signal,
            })
          : await scanTable(name, page, { signal });
      return {
        items: answer.Items,
        next: answer.LastEvaluatedKey && JSON.stringify(answer.LastEvaluatedKey),
      };
    },
    [name, wanted],
  );

  return (
    <>
      <div class={styles.toolbar}>
        <form
          class={styles.query}
          onSubmit={(event) => {
            event.preventDefault();
            setWanted(typed.trim());
          }}
        >
          <TextInput
            label={t('tables.query', { key: partition?.name ?? '' })}
            hideLabel
            placeholder={t('tables.query', { key: partition?.name ?? '' })}
            value={typed}
            onValue={(text) => {
              setTyped(text);
              if (text === '') setWanted('');
            }}
            autocomplete="off"
            autocapitalize="off"
          />
          <Button type="submit" icon="search">
            {t('tables.find')}
          </Button>
        </form>
        {can('PutItem') && (
          <Button variant="primary" icon="plus" onClick={() => setOpen({ item: undefined })}>
            {t('tables.newItem')}
          </Button>
        )}
      </div>
      {wanted !== '' && (
        <p class={shared.note} role="status">
          {t('tables.queried')} <Mono text={`${partition?.name} = ${wanted}`} />
        </p>
      )}
      <ListCard
        caption={t('tables.items')}
        fixed
        columns={columnsOf(columnNames(table, items.items), (item) => setOpen({ item }))}
        rows={items.items}
        rowKey={(item) => JSON.stringify(keysOf(table).map((key) => item[key.name]))}
        loading={items.loading}
        error={items.error}
        onReload={items.retry}
        paging={items}
        empty={<EmptyState icon="table" title={t(wanted === '' ? 'tables.empty' : 'tables.notFound')} />}
      />
      {open && can('PutItem') && (
        <ItemEditor
          table={table}
          item={open.item}
          onClose={() => setOpen(undefined)}
          onChange={() => {
            setOpen(undefined);
            items.reload();
            onChange();
          }}
        />
      )}
      {open?.item && !can('PutItem') && (
        <ItemViewer table={table} item={open.item} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
};
