import { useState } from 'preact/hooks';
import {
  type FunctionInvocation,
  listInvocations,
  retryInvocation,
  type TaskState,
} from '../../api/invocations';
import { useAction, usePaged } from '../../data';
import { t } from '../../i18n';
import { can } from '../../session';
import { Button, Clip, type Column, EmptyState, ErrorBanner, Select, Time, toast } from '../../ui';
import { ListCard } from '../shared/ListCard';
import shared from '../shared/shared.module.css';
import { TaskBadge, taskReason } from '../shared/TaskBadge';
import styles from './uploads.module.css';

const PAGE_SIZE = 50;
const STATES = ['waiting', 'done', 'refused', 'failed'] as const;

const columnsOf = (
  onRetry: (invocation: FunctionInvocation) => void,
  busy: string | undefined,
): Column<FunctionInvocation>[] => [
  {
    key: 'function',
    header: t('uploads.function'),
    cell: (one) => (
      <span class={shared.names}>
        <Clip text={one.function} strong />
        <span class={shared.sub}>
          <Clip text={[one.bucket, one.key].filter(Boolean).join('/')} />
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
  { key: 'at', header: t('uploads.created'), align: 'end', cell: (one) => <Time at={one.created_at} /> },
  {
    key: 'retry',
    header: t('action.retry'),
    hideHeader: true,
    align: 'end',
    cell: (one) =>
      (one.state === 'failed' || one.state === 'refused') &&
      can('retry_invocation') && (
        <Button variant="quiet" icon="refresh" busy={busy === one.id} onClick={() => onRetry(one)}>
          {t('action.retry')}
        </Button>
      ),
  },
];

/** Events of uploads that functions were given. */
export const InvocationsTab = () => {
  const [state, setState] = useState<TaskState | ''>('');
  const [retrying, setRetrying] = useState<string>();
  const invocations = usePaged(
    async (pageToken, signal) => {
      const page = await listInvocations({
        ...(state ? { state } : {}),
        pageSize: PAGE_SIZE,
        pageToken,
        signal,
      });
      return { items: page.invocations, next: page.next_page_token };
    },
    [state],
  );
  const retry = useAction(async ({ id }: FunctionInvocation) => {
    setRetrying(id);
    const next = await retryInvocation(id);
    invocations.change((items) => items.map((one) => (one.id === id ? { ...one, ...next } : one)));
    toast(t('uploads.retried'));
  });
  return (
    <div class={styles.tab}>
      <search class={styles.filters}>
        <Select<TaskState | ''>
          label={t('field.state')}
          value={state}
          onValue={setState}
          options={[
            { value: '', label: t('field.allStates') },
            ...STATES.map((value) => ({ value, label: t(`task.${value}`) })),
          ]}
        />
      </search>
      {retry.error && <ErrorBanner problem={retry.error} />}
      <ListCard
        caption={t('uploads.invocations')}
        columns={columnsOf(retry.run, retry.busy ? retrying : undefined)}
        rows={invocations.items}
        rowKey={(one) => one.id}
        loading={invocations.loading}
        error={invocations.error}
        onReload={invocations.reload}
        paging={invocations}
        empty={
          <EmptyState icon="activity" title={t('uploads.noInvocations')}>
            {t('uploads.noInvocationsHint')}
          </EmptyState>
        }
      />
    </div>
  );
};
