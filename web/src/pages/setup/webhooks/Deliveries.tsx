import { useState } from 'preact/hooks';
import type { TaskState } from '../../../api/invocations';
import { type Delivery, listDeliveries, retryDelivery } from '../../../api/webhooks';
import { useAction, usePaged } from '../../../data';
import { maybe, t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, ErrorBanner, Select, Time, toast } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { TaskBadge, taskReason } from '../../shared/TaskBadge';
import styles from './webhooks.module.css';

const PAGE = 30;
const STATES: readonly (TaskState | '')[] = ['', 'waiting', 'done', 'refused', 'failed'];

const columnsOf = (onRetry: (id: string) => void, busy: string | undefined): Column<Delivery>[] => [
  {
    key: 'what',
    header: t('webhooks.what'),
    cell: (one) => (
      <span class={shared.names}>
        <Clip text={maybe(`webhooks.event.${one.type}`) ?? one.type} strong />
        <span class={shared.sub}>
          <Clip text={[one.bucket, one.key].filter(Boolean).join('/')} />
        </span>
      </span>
    ),
  },
  { key: 'webhook', header: t('webhooks.one'), cell: (one) => <Clip text={one.webhook} /> },
  {
    key: 'state',
    header: t('field.state'),
    cell: (one) => (
      <span class={shared.names}>
        <TaskBadge state={one.state} />
        {taskReason(one) && <span class={shared.sub}>{taskReason(one)}</span>}
      </span>
    ),
  },
  { key: 'at', header: t('field.when'), align: 'end', cell: (one) => <Time at={one.created_at} /> },
  {
    key: 'retry',
    header: t('action.retry'),
    hideHeader: true,
    align: 'end',
    cell: (one) =>
      (one.state === 'failed' || one.state === 'refused') &&
      can('retry_delivery') && (
        <Button variant="quiet" icon="refresh" busy={busy === one.id} onClick={() => onRetry(one.id)}>
          {t('action.retry')}
        </Button>
      ),
  },
];

/** What was sent to webhooks, and what could not be. */
export const Deliveries = ({ names }: { names: readonly string[] }) => {
  const [state, setState] = useState<TaskState | ''>('');
  const [webhook, setWebhook] = useState('');
  const [retrying, setRetrying] = useState<string>();
  const deliveries = usePaged(
    async (pageToken, signal) => {
      const page = await listDeliveries({
        pageSize: PAGE,
        pageToken,
        signal,
        ...(state ? { state } : {}),
        ...(webhook ? { webhook } : {}),
      });
      return { items: page.deliveries, next: page.next_page_token };
    },
    [state, webhook],
  );
  const retry = useAction(async (id: string) => {
    setRetrying(id);
    const next = await retryDelivery(id);
    deliveries.change((items) => items.map((one) => (one.id === id ? { ...one, ...next } : one)));
    toast(t('webhooks.retried'));
  });
  return (
    <section class={styles.deliveries} aria-label={t('webhooks.deliveries')}>
      <div class={styles.filters}>
        <h2>{t('webhooks.deliveries')}</h2>
        <Select<TaskState | ''>
          label={t('field.state')}
          hideLabel
          value={state}
          onValue={setState}
          options={STATES.map((value) => ({
            value,
            label: value === '' ? t('field.allStates') : t(`task.${value}`),
          }))}
        />
        {names.length > 1 && (
          <Select
            label={t('webhooks.one')}
            hideLabel
            value={webhook}
            onValue={setWebhook}
            options={[
              { value: '', label: t('webhooks.allWebhooks') },
              ...names.map((value) => ({ value, label: value })),
            ]}
          />
        )}
        <Button icon="refresh" onClick={deliveries.reload}>
          {t('setup.refresh')}
        </Button>
      </div>
      {retry.error && <ErrorBanner problem={retry.error} />}
      <ListCard
        caption={t('webhooks.deliveries')}
        columns={columnsOf(retry.run, retry.busy ? retrying : undefined)}
        rows={deliveries.items}
        rowKey={(one) => one.id}
        loading={deliveries.loading}
        error={deliveries.error}
        onReload={deliveries.reload}
        paging={deliveries}
        empty={
          <EmptyState icon="webhook" title={t('webhooks.noDeliveries')}>
            {t('webhooks.noDeliveriesLead')}
          </EmptyState>
        }
      />
    </section>
  );
};
