import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Problem, t } from '../i18n';
import { ErrorBanner } from './Banner';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { TextInput } from './Field';
import { isTyped } from './typed';

interface ConfirmDialogProps {
  title: string;
  /** What goes, and that it does not come back. */
  children: ComponentChildren;
  action: string;
  /** Any of these has to be typed before the action can be done. */
  typed?: readonly string[];
  typedLabel?: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
  toProblem: (error: unknown) => Problem;
}

/** Asks before something is destroyed; stays open, with the error, where it could not be. */
export const ConfirmDialog = (props: ConfirmDialogProps) => {
  const { title, children, action, typed, typedLabel, onConfirm, onClose, toProblem } = props;
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const ready = !typed || isTyped(text, typed);

  const confirm = async () => {
    if (!ready || busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            {t('action.cancel')}
          </Button>
          <Button variant="danger" busy={busy} disabled={!ready} onClick={confirm}>
            {action}
          </Button>
        </>
      }
    >
      <div>{children}</div>
      {typed && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          <TextInput
            label={typedLabel ?? ''}
            value={text}
            onValue={setText}
            autocomplete="off"
            autocapitalize="off"
            dir="auto"
          />
        </form>
      )}
      {problem && <ErrorBanner problem={problem} />}
    </Dialog>
  );
};
