import { useId, useState } from 'preact/hooks';
import { type ApiError, asApiError } from '../api/errors';
import { t } from '../i18n';
import { Button, Dialog, ErrorBanner, PasswordInput, toast } from '../ui';
import styles from './Gateway.module.css';
import { NewPassword } from './NewPassword';
import { isAcceptable } from './password';
import { changePassword } from './state';

export const ChangePassword = ({ onClose }: { onClose: () => void }) => {
  const [before, setBefore] = useState('');
  const [after, setAfter] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const form = useId();
  const wrong = error?.status === 401 ? t('password.wrong') : undefined;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (busy || before === '' || !isAcceptable(after)) return;
    setBusy(true);
    setError(undefined);
    try {
      await changePassword(before, after);
      toast(t('password.changed'));
      onClose();
    } catch (caught) {
      setError(asApiError(caught));
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={t('password.change')}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {t('password.change')}
          </Button>
        </>
      }
    >
      <form id={form} class={styles.form} onSubmit={submit} noValidate>
        <PasswordInput
          label={t('password.current')}
          value={before}
          onValue={setBefore}
          autocomplete="current-password"
          error={wrong ?? (tried && before === '' ? t('field.required') : undefined)}
        />
        <NewPassword
          label={t('password.new')}
          value={after}
          onValue={setAfter}
          error={tried && !isAcceptable(after) ? t('password.unacceptable') : undefined}
        />
        {error && !wrong && <ErrorBanner problem={error} />}
      </form>
    </Dialog>
  );
};
