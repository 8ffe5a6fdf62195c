import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { Button, Dialog, ErrorBanner } from '../../ui';
import styles from './shared.module.css';

interface FormDialogProps {
  title: string;
  action: string;
  children: ComponentChildren;
  /** False: something is wrong with the fields, and they say what. */
  check?: () => boolean;
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
  wide?: boolean;
  /** Below the fields and an error: samples of the same for programs. */
  after?: ComponentChildren;
  /** A further button, before the others. */
  extra?: ComponentChildren;
}

/** A dialog that asks for some values and stays open, with the error, where they were not taken. */
export const FormDialog = (props: FormDialogProps) => {
  const { title, action, children, check, onSubmit, onClose, wide, after, extra } = props;
  const form = useId();
  const submit = useAction(onSubmit);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      busy={submit.busy}
      wide={wide ?? false}
      footer={
        <>
          {extra}
          <Button onClick={onClose} disabled={submit.busy}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" form={form} variant="primary" busy={submit.busy}>
            {action}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (check?.() ?? true) submit.run();
        }}
      >
        {children}
        {submit.error && <ErrorBanner problem={submit.error} />}
      </form>
      {after}
    </Dialog>
  );
};
