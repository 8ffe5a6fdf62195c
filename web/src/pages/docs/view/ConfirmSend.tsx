import { useState } from 'preact/hooks';
import { asApiError } from '../../../api/errors';
import { t } from '../../../i18n';
import { Button, Checkbox, ConfirmDialog, Dialog } from '../../../ui';
import type { Draft } from '../request/draft';
import type { Operation } from '../spec/operations';
import { RequestLine } from './RequestLine';
import styles from './try.module.css';

interface ConfirmSendProps {
  operation: Operation;
  draft: Draft;
  /** Resolves at once: what comes of it is shown in the page. */
  onSend: () => void;
  onClose: () => void;
}

/** For as long as the page is loaded. What destroys is asked for every time. */
let asked = true;

export const mustAsk = (operation: Operation): boolean =>
  operation.effect === 'destroys' || (operation.effect === 'changes' && asked);

/** This is the real server, and no playground: asks before something is changed. */
export const ConfirmSend = ({ operation, draft, onSend, onClose }: ConfirmSendProps) => {
  const [again, setAgain] = useState(true);
  const send = () => {
    asked = again;
    onClose();
    onSend();
  };
  if (operation.effect === 'destroys') {
    return (
      <ConfirmDialog
        title={t('docs.destroys.title')}
        action={t('docs.send')}
        toProblem={asApiError}
        onClose={onClose}
        onConfirm={async () => {
          onClose();
          onSend();
        }}
      >
        <div class={styles.question}>
          <p lang="en">{operation.summary}</p>
          <RequestLine draft={draft} />
          <p>{t('docs.destroys.text')}</p>
        </div>
      </ConfirmDialog>
    );
  }
  return (
    <Dialog
      title={t('docs.changes.title')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" onClick={send} autofocus>
            {t('docs.send')}
          </Button>
        </>
      }
    >
      <p lang="en">{operation.summary}</p>
      <RequestLine draft={draft} />
      <p>{t('docs.changes.text')}</p>
      <Checkbox label={t('docs.changes.again')} checked={!again} onValue={(checked) => setAgain(!checked)} />
    </Dialog>
  );
};
