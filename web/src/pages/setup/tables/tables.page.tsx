import { useState } from 'preact/hooks';
import { describeTable, listTables, type Table } from '../../../api/aws/dynamodb';
import { useResource } from '../../../data';
import { formatBytes, formatDate, formatNumber, t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, Page, toast } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import { forMany } from '../shared/many';
import { RowMenu } from '../shared/RowMenu';
import { CreateTable } from './CreateTable';
import { DeleteTable } from './DeleteTable';
import { keysOf, tablePath } from './paths';

const columnsOf = (onDelete: (table: Table) => void): Column<Table>[] => [
  {
    key: 'name',
    header: t('tables.one'),
    cell: (table) =>
      can('Scan') ? (
        <a href={tablePath(table.TableName)}>
          <Clip text={table.TableName} strong />
        </a>
      ) : (
        <Clip text={table.TableName} strong />
      ),
  },
  {
    key: 'key',
    header: t('tables.key'),
    cell: (table) =>
      keysOf(table)
        .map((key) => key.name)
        .join(' + '),
  },
  {
    key: 'items',
    header: t('tables.items'),
    align: 'end',
    cell: (table) => formatNumber(table.ItemCount),
  },
  {
    key: 'size',
    header: t('buckets.size'),
    align: 'end',
    cell: (table) => formatBytes(table.TableSizeBytes),
  },
  {
    key: 'created',
    header: t('collections.created'),
    align: 'end',
    cell: (table) => formatDate(table.CreationDateTime * 1000),
  },
  {
    key: 'menu',
    header: t('setup.actions'),
    hideHeader: true,
    align: 'end',
    cell: (table) => (
      <RowMenu
        name={table.TableName}
        items={
          can('DeleteTable')
            ? [
                {
                  key: 'delete',
                  label: t('setup.deleteIt'),
                  icon: 'trash',
                  danger: true,
                  onSelect: () => onDelete(table),
                },
              ]
            : []
        }
      />
    ),
  },
];

const Tables = () => {
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState<Table>();
  const tables = useResource(
    async (signal) => forMany(await listTables({ signal }), (name) => describeTable(name, { signal })),
    [],
  );
  return (
    <Page
      title={t('tables.title')}
      lead={t('tables.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={
        can('CreateTable') && (
          <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
            {t('tables.create')}
          </Button>
        )
      }
    >
      <ListCard
        caption={t('tables.title')}
        columns={columnsOf(setDeleting)}
        rows={tables.data}
        rowKey={(table) => table.TableName}
        loading={tables.loading}
        error={tables.error}
        onReload={tables.reload}
        empty={
          <EmptyState icon="table" title={t('tables.none')}>
            {t('tables.noneLead')}
          </EmptyState>
        }
      />
      {creating && (
        <CreateTable
          onClose={() => setCreating(false)}
          onCreated={(name) => {
            setCreating(false);
            toast(t('tables.madeToast', { name }));
            tables.reload();
          }}
        />
      )}
      {deleting && (
        <DeleteTable
          table={deleting}
          onClose={() => setDeleting(undefined)}
          onDeleted={() => {
            setDeleting(undefined);
            toast(t('tables.goneToast', { name: deleting.TableName }));
            tables.reload();
          }}
        />
      )}
    </Page>
  );
};

export default Tables;
