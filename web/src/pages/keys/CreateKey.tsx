import { useState } from 'preact/hooks';
import { type AccessKey, createKey } from '../../api/keys';
import type { Role } from '../../api/session';
import { plural, t } from '../../i18n';
import { Banner, Button, Dialog, Select, TextInput } from '../../ui';
import { FormDialog } from '../shared/FormDialog';
import { Secret } from './Secret';

interface CreateKeyProps {
  onClose: () => void;
  onCreated: (key: AccessKey) => void;
}

const ROLES: readonly Role[] = ['verifier', 'enroller', 'auditor', 'admin'];
const DAY_S = 86_400;
const DAYS = [30, 90, 365] as const;

interface Made {
  key: AccessKey;
  secret: string;
}

const CreatedKey = ({ made, onClose }: { made: Made; onClose: () => void }) => (
  <Dialog
    title={t('keys.madeTitle')}
    onClose={onClose}
    footer={
      <Button variant="primary" onClick={onClose}>
        {t('secret.kept')}
      </Button>
    }
  >
    <Banner tone="warning" title={t('secret.once')}>
      {t('keys.madeOnceHint')}
    </Banner>
    <Secret label={t('keys.id')} value={made.key.access_key_id} />
    <Secret label={t('keys.secret')} value={made.secret} />
  </Dialog>
);

export const CreateKey = ({ onClose, onCreated }: CreateKeyProps) => {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('verifier');
  const [days, setDays] = useState('90');
  const [made, setMade] = useState<Made>();

  const create = async () => {
    const seconds = Number(days) * DAY_S;
    const answer = await createKey({
      role,
      ...(name.trim() ? { name: name.trim() } : {}),
      ...(seconds > 0 ? { expires_in_s: seconds } : {}),
    });
    onCreated(answer.key);
    setMade({ key: answer.key, secret: answer.secret_access_key });
  };

  if (made) return <CreatedKey made={made} onClose={onClose} />;
  return (
    <FormDialog title={t('keys.create')} action={t('keys.create')} onSubmit={create} onClose={onClose}>
      <TextInput
        label={t('keys.name')}
        hint={t('keys.nameHint')}
        value={name}
        onValue={setName}
        optional
        autofocus
        autocomplete="off"
        maxLength={256}
      />
      <Select<Role>
        label={t('keys.role')}
        hint={t(`role.${role}.does`)}
        value={role}
        onValue={setRole}
        options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))}
      />
      <Select
        label={t('keys.expires')}
        value={days}
        onValue={setDays}
        options={[
          ...DAYS.map((count) => ({ value: String(count), label: plural('keys.days', count) })),
          { value: '0', label: t('keys.never') },
        ]}
      />
    </FormDialog>
  );
};
