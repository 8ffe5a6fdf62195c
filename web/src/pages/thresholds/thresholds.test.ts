import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { falseAcceptRate, fmrAt, frequencyOf, log10Fmr, searchThreshold, similarityAt } from './calibration';
import { asFlags, asToml, asVariables, plainNumber, settingsFor } from './configuration';
import { GENUINE, refusedAt } from './genuine';

const accuracy = readFileSync(new URL('../../../../docs/accuracy.md', import.meta.url), 'utf8');
const now = { threshold: 80, false_accept_target: 0.01 };

describe('the scale', () => {
  it.each([
    [0, 1],
    [25, 1e-1],
    [50, 1e-2],
    [60, 1e-3],
    [80, 1e-5],
    [90, 1e-6],
    [99, 1e-7],
    [99.9, 1e-8],
  ])('has similarity %d at its false-match rate', (similarity, fmr) => {
    expect(Math.log10(fmrAt(similarity))).toBeCloseTo(Math.log10(fmr), 9);
    expect(similarityAt(Math.log10(fmr))).toBeCloseTo(similarity, 9);
  });

  it('has the knots that docs/accuracy.md lists', () => {
    const rows = [...accuracy.matchAll(/^\| (1e-\d) \| ([\d.]+) \| \.\d+ \| \.\d+ \|$/gm)];
    expect(rows.length).toBeGreaterThan(8);
    for (const [, fmr, similarity] of rows) {
      expect(similarityAt(Math.log10(Number(fmr)))).toBeCloseTo(Number(similarity), 6);
    }
  });

  it('rises all along, and ends at 100', () => {
    for (let at = 1; at < 100; at += 0.5) expect(log10Fmr(at)).toBeLessThan(log10Fmr(at - 0.5));
    expect(log10Fmr(100)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('what a search must reach', () => {
  it.each([
    [300, 80],
    [1000, 80],
    [10_000, 90],
    [100_000, 99],
  ])('with %d people', (people, similarity) => {
    expect(searchThreshold(80, people, 0.01)).toBeCloseTo(similarity, 6);
  });

  it('is what is configured where there is nobody', () => {
    expect(searchThreshold(80, 0, 0.01)).toBe(80);
  });
});

describe('strangers', () => {
  it('are taken for somebody as often as the rate and the number of people say', () => {
    expect(falseAcceptRate(80, 1000)).toBeCloseTo(0.01, 4);
    expect(falseAcceptRate(80, 0)).toBe(0);
    expect(falseAcceptRate(50, 100_000)).toBeCloseTo(1, 9);
    expect(falseAcceptRate(0, 1)).toBeCloseTo(1, 9);
  });

  it('are told of in the unit that people would use', () => {
    expect(frequencyOf(0)).toEqual({ kind: 'none' });
    expect(frequencyOf(12.4)).toEqual({ kind: 'many', perDay: 12 });
    expect(frequencyOf(1 / 36)).toEqual({ kind: 'days', count: 36 });
    expect(frequencyOf(1 / 3650)).toEqual({ kind: 'years', count: 10 });
    expect(frequencyOf(1e-9)).toEqual({ kind: 'never' });
  });
});

describe('genuine visits', () => {
  it('have the figures of docs/accuracy.md', () => {
    const row = /without the errata, at 1e-3 \/ 1e-4 \/ 1e-5 \| ([\d. /]+) % \| \| ([\d. /]+) %/.exec(
      accuracy,
    );
    const beyond = /at 1e-6, 1e-7, 1e-8, 1e-9 default ([\d, ]+) %; fast ([\d, ]+) %/.exec(accuracy);
    const numbers = (text = '', by = '/') => text.split(by).map(Number);
    const figures = (pack: 'default' | 'fast') => GENUINE[pack].map((point) => point.tarPercent);
    expect(figures('default')).toEqual([...numbers(row?.[1]), ...numbers(beyond?.[1], ',')]);
    expect(figures('fast')).toEqual([...numbers(row?.[2]), ...numbers(beyond?.[2], ',')]);
  });

  it('are refused as measured, and in between on a line', () => {
    expect(refusedAt('default', 80)).toEqual({
      percent: expect.closeTo(3.58),
      atMost: false,
      measured: true,
    });
    expect(refusedAt('default', 75).percent).toBeCloseTo((1.43 + 3.58) / 2, 6);
    expect(refusedAt('default', 90)).toEqual({ percent: 9, atMost: false, measured: false });
    expect(refusedAt('default', 99.9).percent).toBeCloseTo(32, 6);
  });

  it('are known only roughly below the first figure, and are not measured above 80', () => {
    expect(refusedAt('default', 50)).toEqual({ percent: expect.closeTo(0.1), atMost: true, measured: true });
    expect(refusedAt('default', 80.1).measured).toBe(false);
  });
});

describe('the settings for what was chosen', () => {
  it('raise searches alone by the target', () => {
    const choice = settingsFor(90, 300, now, 'search');
    expect(choice.policy).toEqual({ threshold: 80, false_accept_target: 0.0003 });
    expect(choice.search).toBeCloseTo(90, 6);
    expect(asToml(choice)).toBe('false_accept_target = 0.0003');
    expect(asFlags(choice)).toBe('mien serve --false-accept-target 0.0003');
    expect(asVariables(choice)).toBe('MIEN_FALSE_ACCEPT_TARGET=0.0003');
  });

  it('raise both by the floor', () => {
    const choice = settingsFor(90, 300, now, 'both');
    expect(asToml(choice)).toBe('verify_similarity_min = 90');
    expect(choice.search).toBe(90);
  });

  it('lower both, where the target asks for more than was chosen', () => {
    const choice = settingsFor(85, 10_000, now, 'both');
    expect(choice.changed).toEqual(['threshold', 'false_accept_target']);
    expect(choice.search).toBe(85);
  });

  it('never ask searches for less than was chosen', () => {
    for (let similarity = 80; similarity < 99.9; similarity += 0.37) {
      const { search } = settingsFor(similarity, 12_345, { ...now, threshold: 50 }, 'search');
      expect(search).toBeGreaterThanOrEqual(similarity);
      expect(search).toBeLessThan(similarity + 0.2);
    }
  });

  it('are none where it is as chosen', () => {
    expect(settingsFor(80, 1000, now, 'search').changed).toEqual([]);
  });

  it('stay within what the server takes', () => {
    expect(settingsFor(50, 1e6, now, 'search').policy.false_accept_target).toBe(1);
    expect(settingsFor(99.99, 1, { ...now, threshold: 50 }, 'search').policy.false_accept_target).toBe(1e-9);
  });

  it('are written out', () => {
    expect(plainNumber(1e-9)).toBe('0.000000001');
    expect(plainNumber(80)).toBe('80');
    expect(plainNumber(87.4)).toBe('87.4');
  });
});
