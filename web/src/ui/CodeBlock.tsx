import { t } from '../i18n';
import styles from './CodeBlock.module.css';
import { CopyButton } from './CopyButton';

interface CodeBlockProps {
  code: string;
  /** What it is, for those who come to it by keyboard. */
  label: string;
  wrap?: boolean;
}

export const CodeBlock = ({ code, label, wrap }: CodeBlockProps) => (
  <div class={styles.block}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
    <section class={styles.scroll} tabIndex={0} aria-label={label}>
      <pre class={wrap ? styles.wrap : undefined}>
        <code>{code}</code>
      </pre>
    </section>
    <div class={styles.copy}>
      <CopyButton text={code} label={t('copy.label', { what: label })} />
    </div>
  </div>
);
