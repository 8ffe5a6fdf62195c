import type { MetricsSnapshot } from '../../api/metrics';
import { formatCompact, operationText, t } from '../../i18n';
import { BarList, Card, EmptyState, SkeletonRows } from '../../ui';

const SHOWN = 6;

/** What the server was asked most since its start. */
export const OperationsCard = ({ snapshot }: { snapshot: MetricsSnapshot | undefined }) => {
  const bars = Object.entries(snapshot?.byOperation ?? {})
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([key, value]) => ({ key, label: operationText(key), value, text: formatCompact(value) }));
  return (
    <Card title={t('overview.operations')} flush={bars.length === 0}>
      {bars.length > 0 && <BarList label={t('overview.operations')} bars={bars} />}
      {!snapshot && <SkeletonRows rows={3} />}
      {snapshot && bars.length === 0 && <EmptyState icon="activity" title={t('overview.noOperations')} />}
    </Card>
  );
};
