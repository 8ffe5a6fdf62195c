import { useState } from 'preact/hooks';
import { asApiError } from '../../api/errors';
import {
  listOperators,
  type Operator,
  type OperatorLink,
  removeOperator,
  renewOperatorLink,
} from '../../api/operators';
import { usePaged } from '../../data';
import { formatDate, t } from '../../i18n';
import { can, operator as me } from '../../session';
import { Badge, Button, Clip, type Column, ConfirmDialog, EmptyState, Page, toast } from '../../ui';
import { ListCard } from '../shared/ListCard';
import { InviteOperator } from './InviteOperator';
import { OneTimeLink } from './OneTimeLink';
import styles from './operators.module.css';

interface Handlers {
  onLink: (operator: Operator) => void;
  onRemove: (operator: Operator) => void;
}

const isMe = (operator: Operator) => operator.access_key_id === me.value?.access_key_id;

const columnsOf = ({ onLink, onRemove }: Handlers): Column<Operator>[] => [
  {
    key: 'name',
    header: t('operators.name'),
    cell: (operator) => (
      <span class={styles.who}>
        <Clip text={operator.name} strong />
        {isMe(operator) && <Badge tone="accent">{t('operators.you')}</Badge>}
        {!operator.has_password && (
          <Badge tone="warning" icon="clock">
            {t('operators.invited')}
          </Badge>
        )}
      </span>
    ),
  },
  {
    key: 'role',
    header: t('operators.role'),
    cell: (operator) => <span title={t(`role.${operator.role}.does`)}>{t(`role.${operator.role}`)}</span>,
  },
  {
    key: 'created',
    header: t('operators.created'),
    cell: (operator) => <time dateTime={operator.created_at}>{formatDate(operator.created_at)}</time>,
  },
  {
    key: 'actions',
    header: t('operators.actions'),
    hideHeader: true,
    align: 'end',
    cell: (operator) =>
      isMe(operator) ? null : (
        <span class={styles.actions}>
          {can('issue_sign_in_link') && (
            <Button variant="quiet" onClick={() => onLink(operator)}>
              {t(operator.has_password ? 'operators.reset' : 'operators.newLink')}
            </Button>
          )}
          {can('remove_operator') && (
            <Button variant="quiet" onClick={() => onRemove(operator)}>
              {t('operators.remove')}
            </Button>
          )}
        </span>
      ),
  },
];

interface Shown {
  operator: Operator;
  link: OperatorLink;
}

const Operators = () => {
  const [inviting, setInviting] = useState(false);
  const [renewing, setRenewing] = useState<Operator>();
  const [removing, setRemoving] = useState<Operator>();
  const [shown, setShown] = useState<Shown>();
  const operators = usePaged(async (pageToken, signal) => {
    const page = await listOperators({ pageToken, signal });
    return { items: page.operators, next: page.next_page_token };
  }, []);

  const renew = async (operator: Operator) => {
    const link = await renewOperatorLink(operator.name);
    setRenewing(undefined);
    setShown({ operator, link });
  };
  const remove = async (operator: Operator) => {
    await removeOperator(operator.name);
    operators.change((items) => items.filter((one) => one.name !== operator.name));
    setRemoving(undefined);
    toast(t('operators.removed', { name: operator.name }));
  };

  return (
    <Page
      title={t('operators.title')}
      lead={t('operators.lead')}
      actions={
        can('create_operator') && (
          <Button variant="primary" icon="plus" onClick={() => setInviting(true)}>
            {t('operators.invite')}
          </Button>
        )
      }
    >
      <ListCard
        caption={t('operators.title')}
        columns={columnsOf({ onLink: setRenewing, onRemove: setRemoving })}
        rows={operators.items}
        rowKey={(operator) => operator.name}
        loading={operators.loading}
        error={operators.error}
        onReload={operators.retry}
        paging={operators}
        empty={<EmptyState icon="operators" title={t('operators.empty')} />}
      />
      {inviting && (
        <InviteOperator
          onClose={() => setInviting(false)}
          onInvited={(operator, link) => {
            setInviting(false);
            operators.change((all) => [operator, ...all.filter((one) => one.name !== operator.name)]);
            setShown({ operator, link });
          }}
        />
      )}
      {shown && (
        <OneTimeLink
          title={t('operators.linkTitle', { name: shown.operator.name })}
          lead={t(shown.operator.has_password ? 'operators.resetLead' : 'operators.invitedLead', {
            name: shown.operator.name,
            role: t(`role.${shown.operator.role}`),
          })}
          link={shown.link}
          onClose={() => setShown(undefined)}
        />
      )}
      {renewing && (
        <ConfirmDialog
          title={t('operators.newLinkAsk', { name: renewing.name })}
          action={t('operators.makeLink')}
          onConfirm={() => renew(renewing)}
          onClose={() => setRenewing(undefined)}
          toProblem={asApiError}
        >
          {t(renewing.has_password ? 'operators.resetHint' : 'operators.newLinkHint')}
        </ConfirmDialog>
      )}
      {removing && (
        <ConfirmDialog
          title={t('operators.removeAsk', { name: removing.name })}
          action={t('operators.remove')}
          typed={[removing.name]}
          typedLabel={t('operators.removeTyped', { name: removing.name })}
          onConfirm={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
          toProblem={asApiError}
        >
          {t('operators.removeLead')}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default Operators;
