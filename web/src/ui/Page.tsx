import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { cx } from './cx';
import { Icon } from './icons';
import styles from './Page.module.css';
import { clampClass } from './text';

/** How often the address has changed; the app counts. The first page takes no focus. */
export const navigations = signal(0);

interface PageProps {
  title: string;
  /** Titles that are people's names keep their own direction. */
  actions?: ComponentChildren;
  lead?: ComponentChildren;
  back?: { href: string; label: string };
  /** Before the title: a photo. */
  leading?: ComponentChildren;
  narrow?: boolean;
  children: ComponentChildren;
}

/** Every page: its title as the only h1, which takes the focus when the page was navigated to. */
export const Page = ({ title, actions, lead, back, leading, narrow, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const count = navigations.value;

  useEffect(() => {
    if (count > 0) heading.current?.focus({ preventScroll: true });
  }, [count]);

  useEffect(() => {
    document.title = `${title} · Mien`;
  }, [title]);

  return (
    <div class={cx(styles.page, narrow && styles.narrow)}>
      {back && (
        <a class={styles.back} href={back.href}>
          <Icon name="chevronLeft" size={16} />
          {back.label}
        </a>
      )}
      <header class={styles.head}>
        {leading}
        <div class={cx(styles.titles, typeof lead === 'string' && styles.withLead)}>
          <h1 ref={heading} class={clampClass} tabIndex={-1} dir="auto">
            {title}
          </h1>
          {lead && <div class={styles.lead}>{lead}</div>}
        </div>
        {actions && <div class={styles.actions}>{actions}</div>}
      </header>
      <div class={styles.content}>{children}</div>
    </div>
  );
};

/** Two columns on a desk, one on a phone. */
export const Columns = ({ main, side }: { main: ComponentChildren; side: ComponentChildren }) => (
  <div class={styles.columns}>
    <div class={styles.stack}>{main}</div>
    <div class={styles.stack}>{side}</div>
  </div>
);
