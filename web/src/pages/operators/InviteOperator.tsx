import { useId, useState } from 'preact/hooks';
import { inviteOperator, type Operator, type OperatorLink } from '../../api/operators';
import type { Role } from '../../api/session';
import { useAction } from '../../data';
import { t } from '../../i18n';
import { Button, Dialog, ErrorBanner, TextInput } from '../../ui';
import styles from './operators.module.css';

interface InviteOperatorProps {
  onClose: () => void;
  onInvited: (operator: Operator, link: OperatorLink) => void;
}

const ROLES: readonly Role[] = ['enroller', 'verifier', 'auditor', 'admin'];
const NAME = /^[a-z0-9._-]{1,64}$/;

export const InviteOperator = ({ onClose, onInvited }: InviteOperatorProps) => {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('enroller');
  const [fault, setFault] = useState<string>();
  const form = useId();
  const group = useId();

  const invite = useAction(async () => {
    const { operator, token, expires_at } = await inviteOperator(name.trim(), role);
    onInvited(operator, { token, expires_at });
  });
  const submit = () => {
    const wrong = name.trim() === '' ? t('field.required') : t('operatorName.rule');
    const valid = NAME.test(name.trim());
    setFault(valid ? undefined : wrong);
    if (valid) invite.run();
  };

  return (
    <Dialog
      title={t('operators.invite')}
      onClose={onClose}
      busy={invite.busy}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={form} variant="primary" busy={invite.busy}>
            {t('operators.makeLink')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        class={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextInput
          label={t('operators.name')}
          hint={t('operatorName.rule')}
          error={fault}
          value={name}
          onValue={(value) => {
            // A phone's keyboard begins with a capital letter.
            setName(value.toLowerCase());
            setFault(undefined);
          }}
          autofocus
          autocomplete="off"
          autocapitalize="off"
          maxLength={64}
        />
        <fieldset class={styles.roles}>
          <legend>{t('operators.role')}</legend>
          {ROLES.map((value) => (
            <label key={value} class={styles.role}>
              <input
                type="radio"
                name={group}
                value={value}
                checked={role === value}
                onChange={() => setRole(value)}
              />
              <span>
                <strong>{t(`role.${value}`)}</strong>
                <span class={styles.note}>{t(`role.${value}.does`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {invite.error && <ErrorBanner problem={invite.error} />}
      </form>
    </Dialog>
  );
};
