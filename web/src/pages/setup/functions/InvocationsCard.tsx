import type { FunctionInvocation } from '../../../api/invocations';
import { t } from '../../../i18n';
import { Button, Clip, type Column, EmptyState, ErrorBanner } from '../../../ui';
import { ListCard } from '../../shared/ListCard';
import shared from '../../shared/shared.module.css';
import { useInvocations } from '../../shared/useInvocations';

const PAGE = 20;

const about = (): Column<FunctionInvocation>[] => [
  {
    key: 'object',
    header: t('functions.about'),
    cell: (one) => (
      <span class={shared.names}>
        <Clip text={one.key ?? one.id} strong />
        <span class={shared.sub}>
          <Clip text={[one.bucket, one.event].filter(Boolean).join(' · ')} />
        </span>
      </span>
    ),
  },
];

/** Events of uploads that the function was given in the last days. */
export const InvocationsCard = ({ name }: { name: string }) => {
  const { invocations, retried } = useInvocations({ function: name }, PAGE);
  return (
    <>
      {retried.error && <ErrorBanner problem={retried.error} />}
      <ListCard
        title={t('functions.invocations')}
        caption={t('functions.invocations')}
        columns={[...about(), ...retried.columns]}
        rows={invocations.items}
        rowKey={(one) => one.id}
        loading={invocations.loading}
        error={invocations.error}
        onReload={invocations.retry}
        paging={invocations}
        actions={
          <Button variant="quiet" icon="refresh" onClick={invocations.reload}>
            {t('setup.refresh')}
          </Button>
        }
        empty={
          <EmptyState icon="activity" title={t('functions.noInvocations')}>
            {t('functions.noInvocationsLead')}
          </EmptyState>
        }
      />
    </>
  );
};
