import { t } from '../i18n';
import styles from './CopiedId.module.css';
import { CopyButton } from './CopyButton';
import { Mono } from './text';

interface CopiedIdProps {
  text: string;
  /** What it is the id of, as it stands before it. */
  label: string;
}

/** An id, with the button that copies it. */
export const CopiedId = ({ text, label }: CopiedIdProps) => (
  <span class={styles.id}>
    <Mono text={text} />
    <CopyButton text={text} label={t('copy.label', { what: label })} />
  </span>
);
