import { useState } from 'preact/hooks';
import type { ApiError } from '../api/errors';
import { useAction } from '../data';
import { plural, t } from '../i18n';
import { Banner, Button, ErrorBanner, PasswordInput, TextInput } from '../ui';
import { Gateway } from './Gateway';
import styles from './Gateway.module.css';
import { Preferences } from './Preferences';
import { signIn } from './state';

interface SignInProps {
  firstStart: boolean;
  /** Why somebody who was signed in is not any more. */
  ended: string | undefined;
}

/** A wrong password has plainer words than "not signed in", and many of them have a time to wait. */
export const SignInProblem = ({ error }: { error: ApiError }) => {
  if (error.status === 401) {
    return (
      <Banner tone="danger" title={t('signin.wrong')}>
        {t('signin.wrongHint')}
      </Banner>
    );
  }
  if (error.status === 429) {
    const seconds = error.retryAfter ?? 60;
    return (
      <Banner tone="danger" title={t('signin.tooMany')}>
        {plural('signin.retryIn', seconds)}
      </Banner>
    );
  }
  return <ErrorBanner problem={error} />;
};

export const SignIn = ({ firstStart, ended }: SignInProps) => {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');

  const { run, busy, error } = useAction(() => signIn(name.trim(), password));

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!(await run())) setPassword('');
  };

  return (
    <Gateway title={t('signin.title')} lead={t('signin.lead')} footer={<Preferences />}>
      {ended && !error && <Banner icon="clock" title={ended} />}
      {firstStart && <Banner title={t('signin.firstStart')}>{t('signin.firstStartHint')}</Banner>}
      <form class={styles.form} onSubmit={submit}>
        <TextInput
          label={t('signin.name')}
          hint={t('signin.nameHint')}
          value={name}
          onValue={setName}
          autocomplete="username"
          autocapitalize="off"
          autofocus
          required
        />
        <PasswordInput
          label={t('signin.password')}
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
          required
        />
        {error && <SignInProblem error={error} />}
        <Button type="submit" variant="primary" wide busy={busy}>
          {t('signin.action')}
        </Button>
      </form>
    </Gateway>
  );
};
