import { useState } from 'preact/hooks';
import { asApiError } from '../../api/errors';
import { type AccessKey, listKeys, revokeKey } from '../../api/keys';
import { usePaged } from '../../data';
import { formatDate, t } from '../../i18n';
import { can } from '../../session';
import {
  Badge,
  Button,
  Clip,
  type Column,
  ConfirmDialog,
  EmptyState,
  Mono,
  Page,
  Time,
  toast,
} from '../../ui';
import { ListCard } from '../shared/ListCard';
import { CreateKey } from './CreateKey';

const Expiry = ({ at }: { at: string | undefined }) => {
  if (!at) return <>{t('keys.never')}</>;
  if (Date.parse(at) > Date.now()) return <time dateTime={at}>{formatDate(at)}</time>;
  return (
    <Badge tone="warning" icon="clock">
      {t('keys.expired')}
    </Badge>
  );
};

const columnsOf = (onRevoke: (key: AccessKey) => void): Column<AccessKey>[] => [
  {
    key: 'name',
    header: t('keys.name'),
    cell: (key) => <Clip text={key.name || t('keys.unnamed')} strong />,
  },
  { key: 'id', header: t('keys.id'), cell: (key) => <Mono text={key.access_key_id} /> },
  { key: 'role', header: t('keys.role'), cell: (key) => t(`role.${key.role}`) },
  { key: 'created', header: t('keys.created'), cell: (key) => <Time at={key.created_at} /> },
  { key: 'expires', header: t('keys.expires'), cell: (key) => <Expiry at={key.expires_at} /> },
  {
    key: 'revoke',
    header: t('keys.revoke'),
    hideHeader: true,
    align: 'end',
    cell: (key) =>
      can('revoke_key') && (
        <Button variant="quiet" onClick={() => onRevoke(key)}>
          {t('keys.revoke')}
        </Button>
      ),
  },
];

const Keys = () => {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<AccessKey>();
  const keys = usePaged(async (pageToken, signal) => {
    const page = await listKeys({ pageToken, signal });
    return { items: page.keys, next: page.next_page_token };
  }, []);

  const revoke = async (key: AccessKey) => {
    await revokeKey(key.access_key_id);
    keys.change((items) => items.filter((one) => one.access_key_id !== key.access_key_id));
    setRevoking(undefined);
    toast(t('keys.revoked', { name: key.name || key.access_key_id }));
  };

  const create = can('create_key') && (
    <Button variant="primary" icon="plus" onClick={() => setCreating(true)}>
      {t('keys.create')}
    </Button>
  );

  return (
    <Page title={t('keys.title')} lead={t('keys.lead')} actions={create}>
      <ListCard
        caption={t('keys.title')}
        columns={columnsOf(setRevoking)}
        rows={keys.items}
        rowKey={(key) => key.access_key_id}
        loading={keys.loading}
        error={keys.error}
        onReload={keys.retry}
        paging={keys}
        empty={
          <EmptyState icon="key" title={t('keys.empty')}>
            {t('keys.emptyHint')}
          </EmptyState>
        }
      />
      {creating && (
        <CreateKey
          onClose={() => setCreating(false)}
          onCreated={(key) => keys.change((items) => [key, ...items])}
        />
      )}
      {revoking && (
        <ConfirmDialog
          title={t('keys.revokeTitle', { name: revoking.name || revoking.access_key_id })}
          action={t('keys.revoke')}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(undefined)}
          toProblem={asApiError}
        >
          {t('keys.revokeLead', { id: revoking.access_key_id })}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default Keys;
