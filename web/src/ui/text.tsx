import { formatExactTime, formatRelative } from '../i18n';
import { cx } from './cx';
import styles from './text.module.css';

/** A name or other text of somebody's choosing, on one line: any direction, any length. */
export const Clip = ({ text, strong }: { text: string; strong?: boolean }) => (
  <bdi class={cx(styles.clip, strong && styles.strong)} dir="auto" title={text}>
    {text}
  </bdi>
);

/** For a text of any length that may take a few lines, not more: three, or --lines of them. */
export const clampClass = styles.clamp;

/** An id as it is, to be read letter by letter. */
export const Mono = ({ text, clip }: { text: string; clip?: boolean }) => (
  <code class={cx(styles.mono, clip && styles.clip)} title={clip ? text : undefined} dir="ltr">
    {text}
  </code>
);

/** "3 minutes ago", with the exact time for those who point at it. */
export const Time = ({ at }: { at: string }) => (
  <time dateTime={at} title={formatExactTime(at)}>
    {formatRelative(at)}
  </time>
);
