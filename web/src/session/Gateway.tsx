import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Logo } from '../ui';
import styles from './Gateway.module.css';

interface GatewayProps {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
  footer?: ComponentChildren;
}

/** The page before the console: signing in, choosing a password. */
export const Gateway = ({ title, lead, children, footer }: GatewayProps) => {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${title} · Mien`;
    // A field that wants the focus has it by now.
    if (document.activeElement === document.body) heading.current?.focus();
  }, [title]);

  return (
    <div class={styles.gateway}>
      <main class={styles.panel}>
        <Logo size={40} />
        <div class={styles.titles}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <p class={styles.lead}>{lead}</p>}
        </div>
        {children}
      </main>
      {footer && <footer class={styles.footer}>{footer}</footer>}
    </div>
  );
};
