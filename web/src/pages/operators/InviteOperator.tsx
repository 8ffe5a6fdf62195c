import { useId, useState } from 'preact/hooks';
import { inviteOperator, type Operator, type OperatorLink } from '../../api/operators';
import type { Role } from '../../api/session';
import { t } from '../../i18n';
import { OPERATOR_NAME } from '../../session';
import { TextInput } from '../../ui';
import { FormDialog } from '../shared/FormDialog';
import styles from './operators.module.css';

interface InviteOperatorProps {
  onClose: () => void;
  onInvited: (operator: Operator, link: OperatorLink) => void;
}

const ROLES: readonly Role[] = ['enroller', 'verifier', 'auditor', 'admin'];

export const InviteOperator = ({ onClose, onInvited }: InviteOperatorProps) => {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('enroller');
  const [fault, setFault] = useState<string>();
  const group = useId();

  const invite = async () => {
    const { operator, token, expires_at } = await inviteOperator(name.trim(), role);
    onInvited(operator, { token, expires_at });
  };
  const check = () => {
    const wrong = name.trim() === '' ? t('field.required') : t('operatorName.wrong');
    const valid = OPERATOR_NAME.test(name.trim());
    setFault(valid ? undefined : wrong);
    return valid;
  };

  return (
    <FormDialog
      title={t('operators.invite')}
      action={t('operators.makeLink')}
      check={check}
      onSubmit={invite}
      onClose={onClose}
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
    </FormDialog>
  );
};
