import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../data';
import { t } from '../i18n';
import { Button, Icon, PasswordInput } from '../ui';
import styles from './LockScreen.module.css';
import { SignInProblem } from './SignIn';
import { signOut, unlock } from './state';

/** Covers the page, dialogs of its own included: the last dialog that was opened lies above all others. */
export const LockScreen = ({ name }: { name: string }) => {
  const ref = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState('');
  // Asked now: once the page below is inert, nothing in it has the focus any more.
  const [before] = useState(() => document.activeElement);

  useEffect(() => {
    ref.current?.showModal();
    return () => {
      ref.current?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const { run, busy, error } = useAction((act: () => Promise<void>) => act());
  const attempt = async (act: () => Promise<void>) => {
    if (!(await run(act))) setPassword('');
  };

  return (
    <dialog
      ref={ref}
      class={styles.lock}
      aria-labelledby="lock-title"
      onCancel={(event) => event.preventDefault()}
      // A browser may close a dialog on a second Escape whatever is said to the first.
      onClose={() => ref.current?.showModal()}
    >
      <form
        class={styles.panel}
        onSubmit={(event) => {
          event.preventDefault();
          attempt(() => unlock(password));
        }}
      >
        <div class={styles.icon}>
          <Icon name="lock" size={24} />
        </div>
        <div>
          <h2 id="lock-title">{t('lock.title')}</h2>
          <p class={styles.lead}>{t('lock.lead', { name })}</p>
        </div>
        <input type="text" autocomplete="username" value={name} readOnly hidden />
        <PasswordInput
          label={t('signin.password')}
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          autofocus
          required
        />
        {error && <SignInProblem error={error} />}
        <Button type="submit" variant="primary" wide busy={busy}>
          {t('lock.action')}
        </Button>
        <Button variant="quiet" wide onClick={() => attempt(signOut)}>
          {t('account.signOut')}
        </Button>
      </form>
    </dialog>
  );
};
