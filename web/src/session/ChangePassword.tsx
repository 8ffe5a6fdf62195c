import { useId, useState } from 'preact/hooks';
import { useAction } from '../data';
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
  const { run, busy, error } = useAction(() => changePassword(before, after));
  const form = useId();
  const wrong = error?.status === 401 ? t('password.wrong') : undefined;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (before === '' || !isAcceptable(after) || !(await run())) return;
    toast(t('password.changed'));
    onClose();
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
