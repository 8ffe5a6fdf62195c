import { useState } from 'preact/hooks';
import type { TaskState } from '../../api/invocations';
import { type Paged, useAction } from '../../data';
import { t } from '../../i18n';
import { Button, type Column, Select, Time, toast } from '../../ui';
import shared from './shared.module.css';
import { type Task, TaskBadge, taskReason } from './TaskBadge';

interface ListedTask extends Task {
  id: string;
  created_at: string;
}

const STATES: readonly TaskState[] = ['waiting', 'done', 'refused', 'failed'];

interface StateSelectProps<Earlier extends string> {
  state: NoInfer<TaskState | Earlier | ''>;
  onState: (state: NoInfer<TaskState | Earlier | ''>) => void;
  /** Where a thing stands before it is a task. */
  earlier?: readonly { value: Earlier; label: string }[];
  hideLabel?: boolean;
}

export const TaskStateSelect = <Earlier extends string = never>(props: StateSelectProps<Earlier>) => {
  const { state, onState, earlier = [], hideLabel = false } = props;
  return (
    <Select<TaskState | Earlier | ''>
      label={t('field.state')}
      hideLabel={hideLabel}
      value={state}
      onValue={onState}
      options={[
        { value: '', label: t('field.allStates') },
        ...earlier,
        ...STATES.map((value) => ({ value, label: t(`task.${value}`) })),
      ]}
    />
  );
};

interface Retried<Row> {
  /** How each stands, since when, and a button where trying again may help. */
  columns: Column<Row>[];
  error: ReturnType<typeof useAction>['error'];
}

/** A list of things the server does by itself, of which those that came to nothing can be tried again. */
export const useRetriedTasks = <Row extends ListedTask>(
  tasks: Paged<Row>,
  retry: (id: string) => Promise<Partial<Row>>,
  mayRetry: boolean,
): Retried<Row> => {
  const [retrying, setRetrying] = useState<string>();
  const action = useAction(async (id: string) => {
    setRetrying(id);
    const next = await retry(id);
    tasks.change((items) => items.map((one) => (one.id === id ? { ...one, ...next } : one)));
    toast(t('task.retried'));
  });
  const busy = action.busy ? retrying : undefined;
  const columns: Column<Row>[] = [
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
        mayRetry && (
          <Button variant="quiet" icon="refresh" busy={busy === one.id} onClick={() => action.run(one.id)}>
            {t('action.retry')}
          </Button>
        ),
    },
  ];
  return { columns, error: action.error };
};
