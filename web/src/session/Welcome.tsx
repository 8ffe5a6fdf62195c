import { useState } from 'preact/hooks';
import { type LinkInfo, readLink } from '../api/session';
import { useAction, useResource } from '../data';
import { t } from '../i18n';
import { Banner, Button, ButtonLink, ErrorBanner, Skeleton, TextInput } from '../ui';
import { Gateway } from './Gateway';
import styles from './Gateway.module.css';
import { NewPassword } from './NewPassword';
import { isAcceptable, OPERATOR_NAME } from './password';
import { redeemLink } from './state';

interface FormProps {
  token: string;
  link: LinkInfo;
  onDone: () => void;
}

const LinkForm = ({ token, link, onDone }: FormProps) => {
  const [name, setName] = useState(link.name ?? '');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { run, busy, error } = useAction(() =>
    redeemLink(token, password, link.name === null ? name : undefined),
  );
  const nameError = link.name === null && !OPERATOR_NAME.test(name) ? t('operatorName.wrong') : undefined;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (nameError || !isAcceptable(password)) return;
    if (await run()) onDone();
  };

  return (
    <form class={styles.form} onSubmit={submit} noValidate>
      <TextInput
        label={t('signin.name')}
        hint={link.name === null ? t('operatorName.rule') : undefined}
        value={name}
        onValue={setName}
        autocomplete="username"
        autocapitalize="off"
        readOnly={link.name !== null}
        autofocus={link.name === null}
        error={tried ? nameError : undefined}
        required
      />
      <NewPassword
        label={t('password.new')}
        value={password}
        onValue={setPassword}
        error={tried && !isAcceptable(password) ? t('password.unacceptable') : undefined}
      />
      {error && <ErrorBanner problem={error} />}
      <Button type="submit" variant="primary" wide busy={busy}>
        {t('welcome.action')}
      </Button>
    </form>
  );
};

const titleOf = (link: LinkInfo | undefined): string => {
  if (link?.purpose === 'reset') return t('welcome.reset');
  return t(link?.purpose === 'first_start' ? 'welcome.firstStart' : 'welcome.title');
};

const leadOf = (link: LinkInfo): string => {
  if (link.purpose === 'first_start') return t('welcome.firstStartLead');
  return link.purpose === 'reset'
    ? t('welcome.resetLead')
    : t('welcome.lead', { role: t(`role.${link.role}`) });
};

/** Where a one-time link leads: choose a password, on the first start a name too, and be signed in. */
export const Welcome = ({ onDone }: { onDone: () => void }) => {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const { data: link, error, reload } = useResource(() => readLink(token), [token]);

  if (error?.status === 404) {
    return (
      <Gateway title={t('welcome.expired')} lead={t('welcome.expiredLead')}>
        <ButtonLink href="/ui/">{t('welcome.toSignIn')}</ButtonLink>
      </Gateway>
    );
  }
  return (
    <Gateway title={titleOf(link)} lead={link && leadOf(link)}>
      {error && <ErrorBanner problem={error} onRetry={reload} />}
      {link && <LinkForm token={token} link={link} onDone={onDone} />}
      {!link && !error && (
        <>
          <Skeleton height={60} />
          <Skeleton height={60} />
        </>
      )}
      {link?.purpose === 'first_start' && <Banner>{t('welcome.firstStartHint')}</Banner>}
    </Gateway>
  );
};
