import { histogramDelta, type MetricsSnapshot, quantile } from '../../api/metrics';

/** One moment of the server's life, as the sparklines show it. */
export interface Moment {
  at: number;
  requestsPerS: number;
  failuresPerS: number;
  /** Absent where nothing was asked in that time. */
  p50: number | undefined;
  p95: number | undefined;
  engineWaiting: number;
  connections: number;
  cpuShare: number;
}

/** Five seconds each: five minutes. */
export const MOMENTS_MAX = 60;

/** What happened between two readings; nothing can be said of a server that started anew in between. */
const momentOf = (before: MetricsSnapshot, after: MetricsSnapshot): Moment | undefined => {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0 || after.startedAt !== before.startedAt) return undefined;
  const latency = histogramDelta(before.seconds, after.seconds);
  return {
    at: after.at,
    requestsPerS: Math.max(0, after.requests - before.requests) / seconds,
    failuresPerS: Math.max(0, after.failures - before.failures) / seconds,
    p50: quantile(0.5, latency),
    p95: quantile(0.95, latency),
    engineWaiting: after.engineWaiting,
    connections: after.connections,
    cpuShare: Math.max(0, after.cpuSeconds - before.cpuSeconds) / seconds,
  };
};

export interface History {
  last: MetricsSnapshot | undefined;
  moments: readonly Moment[];
}

export const emptyHistory: History = { last: undefined, moments: [] };

export const extend = ({ last, moments }: History, snapshot: MetricsSnapshot): History => {
  const moment = last && momentOf(last, snapshot);
  const kept = last && last.startedAt !== snapshot.startedAt ? [] : moments;
  return { last: snapshot, moments: moment ? [...kept, moment].slice(-MOMENTS_MAX) : kept };
};
