import { useState } from 'preact/hooks';
import type { TaskState } from '../../../api/invocations';
import { type Delivery, listDeliveries, retryDelivery } from '../../../api/webhooks';
import { usePaged } from '../../../data';
import { maybe, t } from '../../../i18n';
import { can } from '../../../session';
import { Button, Clip, type Column, EmptyState, ErrorBanner, Select } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { TaskStateSelect, useRetriedTasks } from '../../shared/tasks';
import styles from './webhooks.module.css';

const PAGE = 30;

const about = (): Column<Delivery>[] => [
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
];

/** What was sent to webhooks, and what could not be. */
export const Deliveries = ({ names }: { names: readonly string[] }) => {
  const [state, setState] = useState<TaskState | ''>('');
  const [webhook, setWebhook] = useState('');
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
  const retried = useRetriedTasks(deliveries, retryDelivery, can('retry_delivery'));
  return (
    <section class={styles.deliveries} aria-label={t('webhooks.deliveries')}>
      <div class={styles.filters}>
        <h2>{t('webhooks.deliveries')}</h2>
        <TaskStateSelect state={state} onState={setState} hideLabel />
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
      {retried.error && <ErrorBanner problem={retried.error} />}
      <ListCard
        caption={t('webhooks.deliveries')}
        columns={[...about(), ...retried.columns]}
        rows={deliveries.items}
        rowKey={(one) => one.id}
        loading={deliveries.loading}
        error={deliveries.error}
        onReload={deliveries.retry}
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
