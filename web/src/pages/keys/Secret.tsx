import { t } from '../../i18n';
import { CopyButton } from '../../ui';
import styles from './keys.module.css';

/** A value to be carried elsewhere, with a button that copies it. */
export const Secret = ({ label, value }: { label: string; value: string }) => (
  <div class={styles.secret}>
    <span class={styles.secretLabel}>{label}</span>
    <code class={styles.secretValue}>{value}</code>
    <CopyButton text={value} label={t('copy.label', { what: label })} />
  </div>
);
