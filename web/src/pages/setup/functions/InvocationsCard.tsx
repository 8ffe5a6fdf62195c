import { type FunctionInvocation, listInvocations, retryInvocation } from '../../../api/invocations';
import { usePaged } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, ErrorBanner } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { useRetriedTasks } from '../../shared/tasks';

const PAGE = 20;

const about = (): Column<FunctionInvocation>[] => [
  {
    key: 'object',
    header: t('functions.about'),
    cell: (one) => (
      <span class={shared.names}>
        <Clip text={one.key ?? one.id} strong />
        <span class={shared.sub}>
          <Clip text={[one.bucket, one.event].filter(Boolean).join(' · ')} />
        </span>
      </span>
    ),
  },
];

/** Events of uploads that the function was given in the last days. */
export const InvocationsCard = ({ name }: { name: string }) => {
  const invocations = usePaged(
    async (pageToken, signal) => {
      const page = await listInvocations({ function: name, pageSize: PAGE, pageToken, signal });
      return { items: page.invocations, next: page.next_page_token };
    },
    [name],
  );
  const retried = useRetriedTasks(invocations, retryInvocation, can('retry_invocation'));
  return (
    <>
      {retried.error && <ErrorBanner problem={retried.error} />}
      <ListCard
        title={t('functions.invocations')}
        caption={t('functions.invocations')}
        columns={[...about(), ...retried.columns]}
        rows={invocations.items}
        rowKey={(one) => one.id}
        loading={invocations.loading}
        error={invocations.error}
        onReload={invocations.retry}
        paging={invocations}
        actions={
          <Button variant="quiet" icon="refresh" onClick={invocations.reload}>
            {t('setup.refresh')}
          </Button>
        }
        empty={
          <EmptyState icon="activity" title={t('functions.noInvocations')}>
            {t('functions.noInvocationsLead')}
          </EmptyState>
        }
      />
    </>
  );
};
