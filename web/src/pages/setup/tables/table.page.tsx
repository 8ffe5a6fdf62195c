import { useState } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { describeTable } from '../../../api/aws/dynamodb';
import { useResource } from '../../../data';
import { formatBytes, plural, t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Card, ErrorBanner, Page, SkeletonRows, toast } from '../../../ui';
import { DeleteTable } from './DeleteTable';
import { Items } from './Items';
import { keysOf } from './paths';

const TablePage = () => {
  const { params } = useRoute();
  const { route } = useLocation();
  const name = params.table ?? '';
  const [deleting, setDeleting] = useState(false);
  const table = useResource((signal) => describeTable(name, { signal }), [name]);
  const { data } = table;
  const keys = data && keysOf(data);

  return (
    <Page
      title={name}
      back={{ href: '/ui/setup/tables', label: t('tables.title') }}
      lead={
        data && keys
          ? t('tables.facts', {
              items: plural('tables.count', data.ItemCount),
              size: formatBytes(data.TableSizeBytes),
              keys: keys.map((key) => `${key.name} (${t(`tables.type.${key.type}`)})`).join(' + '),
            })
          : '\u00a0'
      }
      actions={
        can('DeleteTable') &&
        data && (
          <Button icon="trash" onClick={() => setDeleting(true)}>
            {t('tables.deleteIt')}
          </Button>
        )
      }
    >
      {table.error && <ErrorBanner problem={table.error} onRetry={table.reload} />}
      {data && <Items key={name} table={data} onChange={table.reload} />}
      {!data && table.loading && (
        <Card flush>
          <SkeletonRows rows={8} />
        </Card>
      )}
      {deleting && data && (
        <DeleteTable
          table={data}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            toast(t('tables.goneToast', { name }));
            route('/ui/setup/tables', true);
          }}
        />
      )}
    </Page>
  );
};

export default TablePage;
