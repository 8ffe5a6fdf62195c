import type { ComponentChildren } from 'preact';
import type { ApiError } from '../../api/errors';
import type { MetricsSnapshot } from '../../api/metrics';
import type { ServerInfo } from '../../api/server';
import { formatBytes, formatDuration, formatExactTime, formatPercent, t } from '../../i18n';
import { Card, ErrorBanner, Facts, Meter, Skeleton } from '../../ui';
import styles from './ServerCard.module.css';

interface ServerCardProps {
  server: ServerInfo | undefined;
  error: ApiError | undefined;
  snapshot: MetricsSnapshot | undefined;
}

const NEARLY_FULL = 0.85;
const FULL = 0.95;

const DiskMeter = ({ disk }: { disk: ServerInfo['disk'] }) => {
  const used = disk.total_bytes > 0 ? 1 - disk.free_bytes / disk.total_bytes : 0;
  const tone = used >= FULL ? 'danger' : used >= NEARLY_FULL ? 'warning' : 'accent';
  return (
    <div class={styles.disk}>
      <div class={styles.diskHead}>
        <span>{t('server.disk')}</span>
        <span>{t('server.diskUsed', { share: formatPercent(used) })}</span>
      </div>
      <Meter share={used} label={t('server.disk')} tone={tone} />
      <p class={styles.diskFree}>
        {t('server.diskFree', { free: formatBytes(disk.free_bytes), total: formatBytes(disk.total_bytes) })}
      </p>
    </div>
  );
};

export const ServerCard = ({ server, error, snapshot }: ServerCardProps) => {
  if (!server) {
    return (
      <Card title={t('server.title')}>
        {error && error.code !== 'unreachable' ? <ErrorBanner problem={error} /> : <Skeleton height={252} />}
      </Card>
    );
  }
  const up = (Date.now() - Date.parse(server.started_at)) / 1000;
  const facts: [string, ComponentChildren][] = [
    [t('server.version'), server.version],
    [t('server.pack'), server.pack],
    [t('server.model'), server.face_model_version],
    [t('server.threshold'), server.policy.threshold],
    [
      t('server.uptime'),
      <span key="uptime" title={formatExactTime(server.started_at)}>
        {formatDuration(up)}
      </span>,
    ],
  ];
  if (snapshot) facts.push([t('server.memory'), formatBytes(snapshot.residentBytes)]);
  return (
    <Card title={t('server.title')}>
      <Facts items={facts} />
      <DiskMeter disk={server.disk} />
    </Card>
  );
};
