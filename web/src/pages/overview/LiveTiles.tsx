import type { ComponentChildren } from 'preact';
import type { Resource } from '../../data';
import { formatCompact, formatNumber, formatSeconds, t } from '../../i18n';
import { Skeleton, Sparkline } from '../../ui';
import type { CollectionRow } from './Collections';
import styles from './LiveTiles.module.css';
import { MOMENTS_MAX, type Moment } from './samples';

interface TileProps {
  label: string;
  value: string | undefined;
  detail?: string | undefined;
  children?: ComponentChildren;
}

const Tile = ({ label, value, detail, children }: TileProps) => (
  <div class={styles.tile}>
    <dt class={styles.label}>{label}</dt>
    <dd class={styles.value}>
      {value ?? <Skeleton width={72} height={28} />}
      {detail && <span class={styles.detail}>{detail}</span>}
    </dd>
    {children && <dd class={styles.chart}>{children}</dd>}
  </div>
);

const sum = (rows: readonly CollectionRow[] | undefined, of: (row: CollectionRow) => number) =>
  rows && formatCompact(rows.reduce((total, row) => total + of(row), 0));

export const Totals = ({ collections }: { collections: Resource<CollectionRow[]> }) => (
  <dl class={styles.totals}>
    <Tile label={t('overview.people')} value={sum(collections.data, (row) => row.UserCount)} />
    <Tile label={t('overview.faces')} value={sum(collections.data, (row) => row.FaceCount)} />
    <Tile
      label={t('overview.collections')}
      value={collections.data && formatNumber(collections.data.length)}
    />
  </dl>
);

const rate = (value: number) => formatNumber(value, { maximumFractionDigits: value < 10 ? 1 : 0 });

/** The last time that something was asked: a second without a request has no latency. */
const lastLatency = (moments: readonly Moment[]) => moments.findLast((moment) => moment.p50 !== undefined);

export const LiveTiles = ({ moments }: { moments: readonly Moment[] }) => {
  const now = moments.at(-1);
  const latency = lastLatency(moments);
  const chart = (label: string, value: string | undefined, of: (moment: Moment) => number) => (
    <Sparkline
      values={moments.map(of)}
      slots={MOMENTS_MAX}
      label={t('overview.chart', { what: label, value: value ?? '–' })}
    />
  );
  const requests = now && t('overview.perSecond', { value: rate(now.requestsPerS) });
  const p50 = now && (latency?.p50 === undefined ? '–' : formatSeconds(latency.p50));
  const queue = now && formatNumber(now.engineWaiting);
  const connections = now && formatNumber(now.connections);
  return (
    <dl class={styles.tiles}>
      <Tile
        label={t('overview.requests')}
        value={requests}
        detail={
          now && now.failuresPerS > 0 ? t('overview.failures', { value: rate(now.failuresPerS) }) : undefined
        }
      >
        {chart(t('overview.requests'), requests, (moment) => moment.requestsPerS)}
      </Tile>
      <Tile
        label={t('overview.latency')}
        value={p50}
        detail={
          latency?.p95 === undefined ? undefined : t('overview.p95', { value: formatSeconds(latency.p95) })
        }
      >
        {chart(t('overview.latency'), p50, (moment) => moment.p50 ?? 0)}
      </Tile>
      <Tile label={t('overview.queue')} value={queue}>
        {chart(t('overview.queue'), queue, (moment) => moment.engineWaiting)}
      </Tile>
      <Tile label={t('overview.connections')} value={connections}>
        {chart(t('overview.connections'), connections, (moment) => moment.connections)}
      </Tile>
    </dl>
  );
};
