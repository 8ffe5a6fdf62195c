import { useEffect, useId, useState } from 'preact/hooks';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { SignInProblem, signIn } from '../../session';
import { Button, Dialog, PasswordInput, TextInput } from '../../ui';
import shared from '../shared/shared.module.css';

/** Whoever came upon this by chance goes away again, and the kiosk goes on. */
const GIVE_UP_MS = 60_000;

export const LeaveDialog = ({ onStay }: { onStay: () => void }) => {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { run, busy, error } = useAction(() => signIn(name.trim(), password));
  const form = useId();

  useEffect(() => {
    if (busy) return undefined;
    const timer = setTimeout(onStay, GIVE_UP_MS);
    return () => clearTimeout(timer);
  }, [name, password, busy]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(await run())) setPassword('');
  };

  return (
    <Dialog
      title={t('kiosk.leave.title')}
      onClose={onStay}
      busy={busy}
      footer={
        <>
          <Button onClick={onStay} disabled={busy}>
            {t('kiosk.leave.stay')}
          </Button>
          <Button type="submit" form={form} variant="primary" busy={busy}>
            {t('kiosk.leave.action')}
          </Button>
        </>
      }
    >
      <p>{t('kiosk.leave.lead')}</p>
      <form id={form} class={shared.form} onSubmit={submit}>
        <TextInput
          label={t('signin.name')}
          value={name}
          onValue={setName}
          autocomplete="off"
          autocapitalize="off"
          autofocus
          required
        />
        <PasswordInput
          label={t('signin.password')}
          value={password}
          onValue={setPassword}
          autocomplete="off"
          required
        />
        {error && <SignInProblem error={error} />}
      </form>
    </Dialog>
  );
};
