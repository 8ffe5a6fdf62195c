import { signal } from '@preact/signals';
import { asApiError } from '../api/errors';
import type { SessionInfo } from '../api/session';
import { problemText, t } from '../i18n';
import { ChangePassword, lock, Preferences, signOut } from '../session';
import { Clip, Dialog, Icon, Menu, type MenuItem, toast } from '../ui';
import styles from './Account.module.css';

/** The dialog that the account menu opened; it outlives the menu and the sheet. */
const dialog = signal<'password' | 'preferences' | null>(null);

const attempt = (act: () => Promise<void>) => () => {
  act().catch((error) => toast(problemText(asApiError(error)), 'danger'));
};

export const accountItems = (who: SessionInfo): MenuItem[] => [
  {
    key: 'preferences',
    label: t('preferences.title'),
    icon: 'sun',
    onSelect: () => {
      dialog.value = 'preferences';
    },
  },
  // Whoever came with an access key and its secret has no password here.
  ...(who.name === who.access_key_id
    ? []
    : [
        {
          key: 'password',
          label: t('password.change'),
          icon: 'key' as const,
          onSelect: () => {
            dialog.value = 'password';
          },
        },
      ]),
  { key: 'lock', label: t('account.lock'), icon: 'lock', onSelect: attempt(lock) },
  { key: 'signOut', label: t('account.signOut'), icon: 'logout', onSelect: attempt(signOut) },
];

const close = () => {
  dialog.value = null;
};

export const AccountDialogs = () => {
  if (dialog.value === 'password') return <ChangePassword onClose={close} />;
  if (dialog.value !== 'preferences') return null;
  return (
    <Dialog title={t('preferences.title')} onClose={close}>
      <Preferences />
    </Dialog>
  );
};

export const AccountName = ({ who }: { who: SessionInfo }) => (
  <span class={styles.who}>
    <Clip text={who.name} strong />
    <span class={styles.role}>{t(`role.${who.role}`)}</span>
  </span>
);

export const AccountMenu = ({ who, small }: { who: SessionInfo; small: boolean }) => (
  <Menu
    items={accountItems(who)}
    placement="above"
    align="start"
    buttonClass={styles.button}
    {...(small ? { label: t('account.menu', { name: who.name }) } : {})}
  >
    <span class={styles.avatar}>
      <Icon name="user" size={18} />
    </span>
    {!small && (
      <>
        <AccountName who={who} />
        <Icon name="chevronDown" size={16} class={styles.chevron} />
      </>
    )}
  </Menu>
);
