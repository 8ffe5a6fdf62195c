import { useState } from 'preact/hooks';
import type { FunctionInvocation, TaskState } from '../../api/invocations';
import { t } from '../../i18n';
import { Clip, type Column, EmptyState, ErrorBanner } from '../../ui';
import { ListCard } from '../shared/ListCard';
import shared from '../shared/shared.module.css';
import { TaskStateSelect } from '../shared/tasks';
import { useInvocations } from '../shared/useInvocations';
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
  const { invocations, retried } = useInvocations({ state }, PAGE_SIZE);
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
