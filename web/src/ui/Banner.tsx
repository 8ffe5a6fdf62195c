import type { ComponentChildren } from 'preact';
import { type Problem, problemText, t } from '../i18n';
import styles from './Banner.module.css';
import { Button } from './Button';
import { cx } from './cx';
import { Icon, type IconName } from './icons';

type Tone = 'info' | 'success' | 'warning' | 'danger';

const ICONS: Record<Tone, IconName> = { info: 'info', success: 'check', warning: 'alert', danger: 'error' };

interface BannerProps {
  tone?: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  action?: ComponentChildren;
  icon?: IconName;
}

/** A notice in the page. Errors are announced at once, the others when there is a pause. */
export const Banner = ({ tone = 'info', title, children, action, icon }: BannerProps) => (
  <div class={cx(styles.banner, styles[tone])} role={tone === 'danger' ? 'alert' : 'status'}>
    <Icon name={icon ?? ICONS[tone]} size={20} class={styles.icon} />
    <div class={styles.text}>
      {title && <p class={styles.title}>{title}</p>}
      {children && <div class={styles.detail}>{children}</div>}
    </div>
    {action && <div class={styles.action}>{action}</div>}
  </div>
);

interface ErrorBannerProps {
  problem: Problem;
  /** What was attempted, where the problem alone would not say it. */
  title?: string;
  onRetry?: (() => void) | undefined;
}

/** An error of the server: in our words, then in its own, with the id to quote. */
export const ErrorBanner = ({ problem, title, onRetry }: ErrorBannerProps) => (
  <Banner
    tone="danger"
    title={title ?? problemText(problem)}
    action={onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
  >
    {title && <p>{problemText(problem)}</p>}
    {problem.detail && <p class={styles.small}>{problem.detail}</p>}
    {problem.requestId && (
      <p class={styles.small}>
        {t('problem.requestId')} <code>{problem.requestId}</code>
      </p>
    )}
  </Banner>
);
