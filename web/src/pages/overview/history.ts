import { effect, signal } from '@preact/signals';
import type { MetricsSnapshot } from '../../api/metrics';
import { session } from '../../session';
import { emptyHistory, extend, type History } from './samples';

/** Stays while other pages are looked at, so that the lines do not begin anew each time. */
export const history = signal<History>(emptyHistory);

export const keep = (snapshot: MetricsSnapshot) => {
  history.value = extend(history.value, snapshot);
};

effect(() => {
  if (session.value.state === 'signed_out') history.value = emptyHistory;
});
