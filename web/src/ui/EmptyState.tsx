import type { ComponentChildren } from 'preact';
import styles from './EmptyState.module.css';
import { Icon, type IconName } from './icons';

interface EmptyStateProps {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

/** Says why there is nothing, and what to do about it. */
export const EmptyState = ({ icon, title, children, action }: EmptyStateProps) => (
  <div class={styles.empty}>
    <div class={styles.icon}>
      <Icon name={icon} size={24} />
    </div>
    <p class={styles.title}>{title}</p>
    {children && <div class={styles.text}>{children}</div>}
    {action && <div class={styles.action}>{action}</div>}
  </div>
);
