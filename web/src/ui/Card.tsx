import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import styles from './Card.module.css';
import { cx } from './cx';

interface CardProps {
  title?: string;
  /** Beside the title. */
  actions?: ComponentChildren;
  children: ComponentChildren;
  /** Lists and tables reach to the card's edges. */
  flush?: boolean;
  tone?: 'danger';
}

export const Card = ({ title, actions, children, flush, tone }: CardProps) => {
  const id = useId();
  return (
    <section
      class={cx(styles.card, tone === 'danger' && styles.danger)}
      aria-labelledby={title ? id : undefined}
    >
      {title && (
        <div class={styles.head}>
          <h2 id={id}>{title}</h2>
          {actions && <div class={styles.actions}>{actions}</div>}
        </div>
      )}
      <div class={cx(styles.body, flush && styles.flush, title && styles.underHead)}>{children}</div>
    </section>
  );
};

/** Names and values, one below the other. */
export const Facts = ({ items }: { items: readonly (readonly [string, ComponentChildren])[] }) => (
  <dl class={styles.facts}>
    {items.map(([name, value]) => (
      <div key={name} class={styles.fact}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
