import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n';
import { IconButton } from './Button';
import { cx } from './cx';
import styles from './Dialog.module.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** The buttons; the last one is the main one. */
  footer?: ComponentChildren;
  wide?: boolean;
  /** Escape and the cross do nothing, while something is at work that must not be left alone. */
  busy?: boolean;
}

/** A native modal dialog: is open for as long as it is mounted. The browser gives focus back where it was. */
export const Dialog = ({ title, onClose, children, footer, wide, busy = false }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      // What it was opened from is gone: a row that was deleted.
      else document.querySelector('h1')?.focus();
    };
  }, []);

  return (
    <dialog
      ref={ref}
      class={cx(styles.dialog, wide && styles.wide)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        if (!busy) onClose();
      }}
    >
      <div class={styles.head}>
        <h2 id={titleId}>{title}</h2>
        <IconButton icon="close" label={t('action.close')} onClick={onClose} disabled={busy} />
      </div>
      <div class={styles.body}>{children}</div>
      {footer && <div class={styles.foot}>{footer}</div>}
    </dialog>
  );
};
