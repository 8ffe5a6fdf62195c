import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { type Action, useAction } from '../../data';
import { t } from '../../i18n';
import { Button, Dialog, ErrorBanner } from '../../ui';
import styles from './shared.module.css';

interface ActionDialogProps {
  title: string;
  action: string;
  children: ComponentChildren;
  /** False: something is wrong with the fields, and they say what. */
  check?: () => boolean;
  submit: Action<[]>;
  onClose: () => void;
  wide?: boolean;
  tone?: 'primary' | 'danger';
  disabled?: boolean;
  errorTitle?: string | undefined;
  /** Below the fields and an error: samples of the same for programs. */
  after?: ComponentChildren;
  /** A further button, before the others. */
  extra?: ComponentChildren;
}

/** A dialog that asks for some values and stays open, with the error, where they were not taken. */
export const ActionDialog = (props: ActionDialogProps) => {
  const { title, action, children, check, submit, onClose, wide, tone, disabled, errorTitle, after, extra } =
    props;
  const form = useId();
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
          <Button
            type="submit"
            form={form}
            variant={tone ?? 'primary'}
            busy={submit.busy}
            disabled={disabled ?? false}
          >
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
        {submit.error && (
          <ErrorBanner problem={submit.error} {...(errorTitle ? { title: errorTitle } : {})} />
        )}
      </form>
      {after}
    </Dialog>
  );
};

interface FormDialogProps extends Omit<ActionDialogProps, 'submit'> {
  onSubmit: () => Promise<unknown>;
}

/** One whose action nobody else has to know of. */
export const FormDialog = ({ onSubmit, ...props }: FormDialogProps) => (
  <ActionDialog {...props} submit={useAction(onSubmit)} />
);
