import type { ComponentChildren } from 'preact';
import styles from './Badge.module.css';
import { cx } from './cx';
import { Icon, type IconName } from './icons';

interface BadgeProps {
  tone?: 'neutral' | 'accent' | 'success' | 'warning' | 'danger';
  icon?: IconName;
  children: ComponentChildren;
}

/** A short state in words; the colour only repeats it. */
export const Badge = ({ tone = 'neutral', icon, children }: BadgeProps) => (
  <span class={cx(styles.badge, styles[tone])}>
    {icon && <Icon name={icon} size={14} strokeWidth={2} />}
    {children}
  </span>
);
