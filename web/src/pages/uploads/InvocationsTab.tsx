import { useState } from 'preact/hooks';
import {
  type FunctionInvocation,
  listInvocations,
  retryInvocation,
  type TaskState,
} from '../../api/invocations';
import { usePaged } from '../../data';
import { t } from '../../i18n';
import { can } from '../../session';
import { Clip, type Column, EmptyState, ErrorBanner } from '../../ui';
import { ListCard } from '../shared/ListCard';
import shared from '../shared/shared.module.css';
import { TaskStateSelect, useRetriedTasks } from '../shared/tasks';
import styles from './uploads.module.css';

const PAGE_SIZE = 50;

const about = (): Column<FunctionInvocation>[] => [
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
];

/** Events of uploads that functions were given. */
export const InvocationsTab = () => {
  const [state, setState] = useState<TaskState | ''>('');
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
  const retried = useRetriedTasks(invocations, retryInvocation, can('retry_invocation'));
  return (
    <div class={styles.tab}>
      <search class={styles.filters}>
        <TaskStateSelect state={state} onState={setState} />
      </search>
      {retried.error && <ErrorBanner problem={retried.error} />}
      <ListCard
        caption={t('uploads.invocations')}
        columns={[...about(), ...retried.columns]}
        rows={invocations.items}
        rowKey={(one) => one.id}
        loading={invocations.loading}
        error={invocations.error}
        onReload={invocations.retry}
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
