import { cx } from '../../../ui';
import type { Operation } from '../spec/operations';
import styles from './docs.module.css';

/** The colour repeats what the word says. */
export const Method = ({ method }: { method: Operation['method'] }) => (
  <span class={cx(styles.method, styles[method.toLowerCase()])}>{method}</span>
);
