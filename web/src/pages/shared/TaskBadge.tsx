import type { TaskState } from '../../api/invocations';
import { outcomeText, plural, t } from '../../i18n';
import { Badge, type IconName } from '../../ui';

export const TASK_LOOKS: Record<
  TaskState,
  { tone: 'neutral' | 'success' | 'warning' | 'danger'; icon: IconName }
> = {
  waiting: { tone: 'neutral', icon: 'clock' },
  done: { tone: 'success', icon: 'check' },
  refused: { tone: 'warning', icon: 'alert' },
  failed: { tone: 'danger', icon: 'error' },
};

export const TaskBadge = ({ state }: { state: TaskState }) => (
  <Badge {...(TASK_LOOKS[state] ?? TASK_LOOKS.waiting)}>{t(`task.${state}`)}</Badge>
);

export interface Task {
  state: TaskState;
  outcome?: string;
  reason?: string;
  attempts: number;
}

/** Why it stands as it does, and how often it was tried where that was more than once. */
export const taskReason = ({ state, outcome, reason, attempts }: Task): string =>
  [
    reason || (outcome && state !== 'done' ? outcomeText(outcome) : ''),
    attempts > 1 ? plural('task.attempts', attempts) : '',
  ]
    .filter(Boolean)
    .join(' · ');
