import { useState } from 'preact/hooks';
import { type FunctionInvocation, listInvocations, retryInvocation } from '../../../api/invocations';
import { useAction, usePaged } from '../../../data';
import { t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, ErrorBanner, Time, toast } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { TaskBadge, taskReason } from '../../shared/TaskBadge';

const PAGE = 20;

const columnsOf = (onRetry: (id: string) => void, busy: string | undefined): Column<FunctionInvocation>[] => [
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
  {
    key: 'state',
    header: t('field.state'),
    cell: (one) => (
      <span class={shared.names}>
        <TaskBadge state={one.state} />
        {taskReason(one) && <span class={shared.sub}>{taskReason(one)}</span>}
      </span>
    ),
  },
  { key: 'at', header: t('field.when'), align: 'end', cell: (one) => <Time at={one.created_at} /> },
  {
    key: 'retry',
    header: t('action.retry'),
    hideHeader: true,
    align: 'end',
    cell: (one) =>
      (one.state === 'failed' || one.state === 'refused') &&
      can('retry_invocation') && (
        <Button variant="quiet" icon="refresh" busy={busy === one.id} onClick={() => onRetry(one.id)}>
          {t('action.retry')}
        </Button>
      ),
  },
];

/** Events of uploads that the function was given in the last days. */
export const InvocationsCard = ({ name }: { name: string }) => {
  const [retrying, setRetrying] = useState<string>();
  const invocations = usePaged(
    async (pageToken, signal) => {
      const page = await listInvocations({ function: name, pageSize: PAGE, pageToken, signal });
      return { items: page.invocations, next: page.next_page_token };
    },
    [name],
  );
  const retry = useAction(async (id: string) => {
    setRetrying(id);
    const next = await retryInvocation(id);
    invocations.change((items) => items.map((one) => (one.id === id ? { ...one, ...next } : one)));
    toast(t('functions.retried'));
  });
  return (
    <>
      {retry.error && <ErrorBanner problem={retry.error} />}
      <ListCard
        title={t('functions.invocations')}
        caption={t('functions.invocations')}
        columns={columnsOf(retry.run, retry.busy ? retrying : undefined)}
        rows={invocations.items}
        rowKey={(one) => one.id}
        loading={invocations.loading}
        error={invocations.error}
        onReload={invocations.reload}
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
