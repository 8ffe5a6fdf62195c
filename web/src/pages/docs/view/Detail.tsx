import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../i18n';
import { Icon } from '../../../ui';
import styles from './docs.module.css';

interface DetailProps {
  /** Of the heading. */
  id: string;
  title: string;
  /** The heading's language, where it is not the page's. */
  lang?: string;
  /** Below the heading. */
  head?: ComponentChildren;
  /** It was chosen here, and not by the page's address: takes the focus. */
  focus: boolean;
  children: ComponentChildren;
}

/** What was chosen in the list, with the way back to it where the list is not beside it. */
export const Detail = ({ id, title, lang, head, focus, children }: DetailProps) => {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    if (!focus) return;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);

  return (
    <article class={styles.detail} aria-labelledby={id}>
      <a class={styles.back} href="#operations">
        <Icon name="chevronLeft" size={16} />
        {t('docs.all')}
      </a>
      <header class={styles.head}>
        <h2 id={id} ref={heading} tabIndex={-1} lang={lang}>
          {title}
        </h2>
        {head}
      </header>
      {children}
    </article>
  );
};
