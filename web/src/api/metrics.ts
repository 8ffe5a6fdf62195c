import { requestText } from './client';
import { parsePrometheus, type Sample } from './prometheus';

/** A cumulative histogram: upper bounds, rising, the last one infinite, and how many were at or below each. */
export interface Histogram {
  bounds: number[];
  counts: number[];
}

/** What the console shows of /metrics at one moment. */
export interface MetricsSnapshot {
  at: number;
  requests: number;
  failures: number;
  byOperation: Record<string, number>;
  seconds: Histogram;
  engineWaiting: number;
  connections: number;
  streams: number;
  inProgress: number;
  residentBytes: number;
  cpuSeconds: number;
  startedAt: number;
}

/** Requests of the console itself and of probes, which would make an idle server look busy. */
const OWN_OPERATIONS = new Set([
  'change_password',
  'get_server',
  'get_session',
  'healthz',
  'lock_session',
  'metrics',
  'readyz',
  'redeem_link',
  'sign_in',
  'sign_out',
  'unlock_session',
]);
/** Outcomes by which the server, not the caller, is at fault. */
const FAILURES = new Set([
  'internal',
  'unavailable',
  'deadline_exceeded',
  'overloaded',
  'InternalServerError',
  'InternalError',
  'ThrottlingException',
  'SlowDown',
  'ServiceUnavailable',
]);

const histogramOf = (samples: Sample[]): Histogram => {
  const counts = new Map<number, number>();
  for (const { labels, value } of samples) {
    if (OWN_OPERATIONS.has(labels.operation ?? '')) continue;
    const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  const bounds = [...counts.keys()].sort((a, b) => a - b);
  return { bounds, counts: bounds.map((bound) => counts.get(bound) ?? 0) };
};

export const toSnapshot = (text: string, at: number): MetricsSnapshot => {
  const samples = parsePrometheus(text);
  const gauge = (name: string) => samples.find((sample) => sample.name === name)?.value ?? 0;
  const byOperation: Record<string, number> = {};
  let requests = 0;
  let failures = 0;
  for (const { name, labels, value } of samples) {
    const operation = labels.operation ?? '';
    if (name !== 'mien_requests_total' || OWN_OPERATIONS.has(operation)) continue;
    requests += value;
    byOperation[operation] = (byOperation[operation] ?? 0) + value;
    if (FAILURES.has(labels.outcome ?? '')) failures += value;
  }
  return {
    at,
    requests,
    failures,
    byOperation,
    seconds: histogramOf(samples.filter(({ name }) => name === 'mien_request_seconds_bucket')),
    engineWaiting: gauge('mien_engine_waiting'),
    connections: gauge('mien_connections'),
    streams: gauge('mien_streams'),
    inProgress: gauge('mien_requests_in_progress'),
    residentBytes: gauge('process_resident_memory_bytes'),
    cpuSeconds: gauge('process_cpu_seconds_total'),
    startedAt: gauge('process_start_time_seconds') * 1000,
  };
};

/** What came to a histogram between two moments. A server that started anew in between counts from nothing. */
export const histogramDelta = (before: Histogram, after: Histogram): Histogram => ({
  bounds: after.bounds,
  counts: after.counts.map((count, index) => {
    const earlier = before.counts[before.bounds.indexOf(after.bounds[index] ?? 0)] ?? 0;
    return count >= earlier ? count - earlier : count;
  }),
});

/** The value below which the share `q` of what was measured lies, interpolated within its bucket as PromQL does. */
export const quantile = (q: number, { bounds, counts }: Histogram): number | undefined => {
  const total = counts.at(-1) ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  const index = counts.findIndex((count) => count >= rank);
  const upper = bounds[index] ?? Number.POSITIVE_INFINITY;
  const lower = index > 0 ? (bounds[index - 1] ?? 0) : 0;
  if (!Number.isFinite(upper)) return lower;
  const below = index > 0 ? (counts[index - 1] ?? 0) : 0;
  const inside = (counts[index] ?? 0) - below;
  return inside <= 0 ? upper : lower + (upper - lower) * ((rank - below) / inside);
};

export const getMetrics = async (signal?: AbortSignal): Promise<MetricsSnapshot> =>
  toSnapshot(await requestText('/metrics', { signal, background: true }), Date.now());
