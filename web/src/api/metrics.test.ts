import { describe, expect, it } from 'vitest';
import { histogramDelta, quantile, toSnapshot } from './metrics';
import { parsePrometheus } from './prometheus';

const TEXT = `# HELP mien_requests_total Requests answered.
# TYPE mien_requests_total counter
mien_requests_total{operation="verify",outcome="ok"} 10
mien_requests_total{operation="verify",outcome="overloaded"} 2
mien_requests_total{operation="metrics",outcome="ok"} 500
mien_request_seconds_bucket{operation="verify",le="0.01"} 6
mien_request_seconds_bucket{operation="verify",le="0.1"} 10
mien_request_seconds_bucket{operation="verify",le="+Inf"} 10
mien_request_seconds_bucket{operation="metrics",le="0.01"} 500
mien_engine_waiting 3
mien_connections 4
process_start_time_seconds 1795382992.5
`;

describe("Prometheus' text", () => {
  it('is read with labels, escapes and infinities', () => {
    const samples = parsePrometheus('# x\na{b="c\\"d\\\\e\\nf",g=""} +Inf\nh 1.5e3 1700000000\n\nbroken {\n');
    expect(samples).toEqual([
      { name: 'a', labels: { b: 'c"d\\e\nf', g: '' }, value: Number.POSITIVE_INFINITY },
      { name: 'h', labels: {}, value: 1500 },
    ]);
  });
});

describe('a snapshot', () => {
  const snapshot = toSnapshot(TEXT, 1000);

  it("leaves out the console's own requests", () => {
    expect(snapshot.requests).toBe(12);
    expect(snapshot.byOperation).toEqual({ verify: 12 });
    expect(snapshot.seconds.counts).toEqual([6, 10, 10]);
  });

  it('counts what the server failed at', () => {
    expect(snapshot.failures).toBe(2);
  });

  it('has the gauges', () => {
    expect(snapshot).toMatchObject({ engineWaiting: 3, connections: 4, startedAt: 1795382992500 });
  });
});

describe('quantiles', () => {
  const bounds = [0.01, 0.1, Number.POSITIVE_INFINITY];

  it('are interpolated within their bucket', () => {
    expect(quantile(0.5, { bounds, counts: [10, 10, 10] })).toBeCloseTo(0.005);
    expect(quantile(0.8, { bounds, counts: [6, 10, 10] })).toBeCloseTo(0.055);
  });

  it('end at the last bound that is finite', () => {
    expect(quantile(0.99, { bounds, counts: [0, 0, 5] })).toBe(0.1);
  });

  it('are not there where nothing was measured', () => {
    expect(quantile(0.5, { bounds, counts: [0, 0, 0] })).toBeUndefined();
    expect(quantile(0.5, { bounds: [], counts: [] })).toBeUndefined();
  });

  it('are of what came between two moments', () => {
    const delta = histogramDelta({ bounds, counts: [5, 6, 6] }, { bounds, counts: [5, 16, 16] });
    expect(delta.counts).toEqual([0, 10, 10]);
  });

  it('start anew with a server that did', () => {
    const delta = histogramDelta({ bounds, counts: [50, 60, 60] }, { bounds, counts: [1, 2, 2] });
    expect(delta.counts).toEqual([1, 2, 2]);
  });
});
