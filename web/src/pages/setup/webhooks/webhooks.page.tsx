import { useState } from 'preact/hooks';
import { asApiError } from '../../../api/errors';
import { deleteWebhook, listWebhooks, testWebhook, type Webhook } from '../../../api/webhooks';
import { useAction, useResource } from '../../../data';
import { plural, t } from '../../../i18n';
import { can } from '../../../session';
import {
  Badge,
  Button,
  Clip,
  type Column,
  ConfirmDialog,
  EmptyState,
  ErrorBanner,
  Page,
  toast,
} from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { EditMenu } from '../shared/RowMenu';
import { Deliveries } from './Deliveries';
import { FileWebhook, WebhookDialog } from './WebhookDialog';

type Open = { what: 'edit' | 'delete'; webhook: Webhook } | { what: 'create' };

const columnsOf = (
  onOpen: (open: Open) => void,
  onTest: (webhook: Webhook) => void,
  testing: string | undefined,
): Column<Webhook>[] => [
  {
    key: 'name',
    header: t('webhooks.one'),
    cell: (webhook) => (
      <span class={shared.names}>
        <button type="button" class={shared.link} onClick={() => onOpen({ what: 'edit', webhook })}>
          <Clip text={webhook.name} strong />
        </button>
        <span class={shared.sub}>
          <Clip text={webhook.url} />
        </span>
      </span>
    ),
  },
  {
    key: 'events',
    header: t('webhooks.events'),
    cell: ({ events }) =>
      events && events.length > 0
        ? events.map((event) => t(`webhooks.event.${event}`)).join(', ')
        : t('webhooks.allEvents'),
  },
  {
    key: 'intakes',
    header: t('webhooks.intakes'),
    cell: ({ intakes }) =>
      intakes && intakes.length > 0
        ? plural('webhooks.intakeCount', intakes.length)
        : t('webhooks.allIntakes'),
  },
  {
    key: 'origin',
    header: t('setup.origin'),
    cell: ({ origin }) =>
      origin === 'file' ? <Badge icon="document">{t('setup.fromFile')}</Badge> : t('setup.fromConsole'),
  },
  {
    key: 'menu',
    header: t('setup.actions'),
    hideHeader: true,
    align: 'end',
    cell: (webhook) => (
      <span class={shared.rowEnd}>
        {can('test_webhook') && (
          <Button variant="quiet" icon="play" busy={testing === webhook.name} onClick={() => onTest(webhook)}>
            {t('webhooks.test')}
          </Button>
        )}
        <EditMenu
          name={webhook.name}
          onEdit={
            webhook.origin === 'console' && can('replace_webhook')
              ? () => onOpen({ what: 'edit', webhook })
              : undefined
          }
          onDelete={
            webhook.origin === 'console' && can('delete_webhook')
              ? () => onOpen({ what: 'delete', webhook })
              : undefined
          }
        />
      </span>
    ),
  },
];

const Webhooks = () => {
  const [open, setOpen] = useState<Open>();
  const [testing, setTesting] = useState<string>();
  const [round, setRound] = useState(0);
  const webhooks = useResource(listWebhooks, []);
  const close = () => setOpen(undefined);
  const test = useAction(async ({ name }: Webhook) => {
    setTesting(name);
    await testWebhook(name);
    toast(t('webhooks.tested', { name }));
    setRound(round + 1);
  });

  return (
    <Page
      title={t('webhooks.title')}
      lead={t('webhooks.lead')}
      back={{ href: '/ui/setup', label: t('nav.setup') }}
      actions={
        can('create_webhook') && (
          <Button variant="primary" icon="plus" onClick={() => setOpen({ what: 'create' })}>
            {t('webhooks.create')}
          </Button>
        )
      }
    >
      {test.error && <ErrorBanner title={t('webhooks.testFailed')} problem={test.error} />}
      <ListCard
        caption={t('webhooks.title')}
        columns={columnsOf(setOpen, test.run, test.busy ? testing : undefined)}
        rows={webhooks.data}
        rowKey={(webhook) => webhook.name}
        loading={webhooks.loading}
        error={webhooks.error}
        onReload={webhooks.reload}
        empty={
          <EmptyState icon="webhook" title={t('webhooks.none')}>
            {t('webhooks.noneLead')}
          </EmptyState>
        }
      />
      {can('list_deliveries') && (
        <Deliveries key={round} names={webhooks.data?.map((webhook) => webhook.name) ?? []} />
      )}
      {(open?.what === 'create' ||
        (open?.what === 'edit' && open.webhook.origin === 'console' && can('replace_webhook'))) && (
        <WebhookDialog
          webhook={open.what === 'edit' ? open.webhook : undefined}
          onClose={close}
          onSaved={(name) => {
            toast(t('webhooks.saved', { name }));
            webhooks.reload();
          }}
        />
      )}
      {open?.what === 'edit' && open.webhook.origin === 'file' && (
        <FileWebhook webhook={open.webhook} onClose={close} />
      )}
      {open?.what === 'delete' && (
        <ConfirmDialog
          title={t('webhooks.deleteTitle', { name: open.webhook.name })}
          action={t('webhooks.delete')}
          toProblem={asApiError}
          onClose={close}
          onConfirm={async () => {
            await deleteWebhook(open.webhook.name);
            close();
            toast(t('webhooks.gone', { name: open.webhook.name }));
            webhooks.reload();
          }}
        >
          {t('webhooks.deleteLead', { url: open.webhook.url })}
        </ConfirmDialog>
      )}
    </Page>
  );
};

export default Webhooks;
