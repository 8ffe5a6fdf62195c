import { useState } from 'preact/hooks';
import { addPermission, listPermissions, type Permission, removePermission } from '../../../api/aws/lambda';
import { asApiError } from '../../../api/errors';
import { useResource } from '../../../data';
import { t } from '../../../i18n';
import {
  Button,
  Card,
  Clip,
  ConfirmDialog,
  ErrorBanner,
  IconButton,
  Skeleton,
  TextInput,
  toast,
} from '../../../ui';
import { FormDialog } from '../../shared/FormDialog';
import shared from '../../shared/shared.module.css';
import styles from './functions.module.css';

const principalOf = ({ Principal: said }: Permission): string =>
  typeof said === 'string' ? said : (said.Service ?? said.AWS ?? '');

const sourceOf = ({ Condition: condition }: Permission): string | undefined =>
  Object.values(condition ?? {})
    .flatMap((one) => Object.values(one))
    .at(0);

const STATEMENT_RULE = /^[\w-]{1,100}$/;

const AddPermission = ({
  name,
  onClose,
  onAdded,
}: {
  name: string;
  onClose: () => void;
  onAdded: () => void;
}) => {
  const [id, setId] = useState('s3');
  const [principal, setPrincipal] = useState('s3.amazonaws.com');
  const [source, setSource] = useState('');
  const [tried, setTried] = useState(false);
  const idWrong = !STATEMENT_RULE.test(id);
  return (
    <FormDialog
      title={t('functions.addPermission')}
      action={t('setup.add')}
      check={() => {
        setTried(true);
        return !idWrong && principal.trim() !== '';
      }}
      onSubmit={async () => {
        await addPermission(name, {
          StatementId: id,
          Action: 'lambda:InvokeFunction',
          Principal: principal.trim(),
          ...(source.trim() ? { SourceArn: source.trim() } : {}),
        });
        onAdded();
      }}
      onClose={onClose}
    >
      <TextInput
        label={t('functions.statement')}
        value={id}
        onValue={setId}
        error={tried && idWrong ? t('functions.statementRule') : undefined}
        mono
        autocomplete="off"
        autocapitalize="off"
      />
      <TextInput
        label={t('functions.principal')}
        value={principal}
        onValue={setPrincipal}
        error={tried && principal.trim() === '' ? t('field.required') : undefined}
        mono
        autocomplete="off"
        autocapitalize="off"
      />
      <TextInput
        label={t('functions.sourceArn')}
        placeholder="arn:aws:s3:::photos"
        value={source}
        onValue={setSource}
        optional
        mono
        autocomplete="off"
        autocapitalize="off"
      />
    </FormDialog>
  );
};

/** The statements of the function's resource policy, as set-up scripts expect to find them. */
export const PermissionsCard = ({ name }: { name: string }) => {
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Permission>();
  const permissions = useResource((signal) => listPermissions(name, signal), [name]);
  return (
    <Card
      title={t('functions.permissions')}
      actions={
        <Button variant="quiet" icon="plus" onClick={() => setAdding(true)}>
          {t('setup.add')}
        </Button>
      }
    >
      <p class={shared.note}>{t('functions.permissionsLead')}</p>
      {permissions.error && <ErrorBanner problem={permissions.error} onRetry={permissions.reload} />}
      {!permissions.data && permissions.loading && <Skeleton height={40} />}
      <ul class={styles.permissions}>
        {permissions.data?.map((permission) => (
          <li key={permission.Sid}>
            <span class={shared.names}>
              <Clip text={permission.Sid} strong />
              <span class={shared.sub}>
                <Clip text={[principalOf(permission), sourceOf(permission)].filter(Boolean).join(' · ')} />
              </span>
            </span>
            <IconButton
              icon="trash"
              size={16}
              label={t('setup.removeRow', { name: permission.Sid })}
              onClick={() => setRemoving(permission)}
            />
          </li>
        ))}
      </ul>
      {adding && (
        <AddPermission
          name={name}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            toast(t('functions.permissionAdded'));
            permissions.reload();
          }}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={t('functions.removePermission', { name: removing.Sid })}
          action={t('setup.remove')}
          toProblem={asApiError}
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await removePermission(name, removing.Sid);
            setRemoving(undefined);
            permissions.reload();
          }}
        >
          {t('functions.removePermissionLead')}
        </ConfirmDialog>
      )}
    </Card>
  );
};
