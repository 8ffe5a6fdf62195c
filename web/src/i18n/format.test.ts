import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatMoment,
  formatRelative,
  formatSeconds,
  formatSimilarity,
} from './format';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('formats', () => {
  it('show bytes in the unit that says most', () => {
    expect(plain(formatBytes(0))).toBe('0 byte');
    expect(plain(formatBytes(412_000_000))).toBe('412 MB');
    expect(plain(formatBytes(1_500_000_000))).toBe('1.5 GB');
  });

  it('show a similarity that was not reached as not reached', () => {
    expect(formatSimilarity(79.96)).toBe('79.9');
    expect(formatSimilarity(79.9999)).toBe('79.9');
    expect(formatSimilarity(80.3)).toBe('80.3');
    expect(formatSimilarity(100)).toBe('100');
    expect(formatSimilarity(80, { minimumFractionDigits: 1 })).toBe('80.0');
  });

  it('show short times in milliseconds', () => {
    expect(plain(formatSeconds(0.0094))).toBe('9.4 ms');
    expect(plain(formatSeconds(2.25))).toMatch(/^2\.3 sec/);
  });

  it('show a span by its largest unit and the next one', () => {
    expect(plain(formatDuration(0))).toBe('0 sec');
    expect(plain(formatDuration(5 * 3600 + 10))).toBe('5 hr');
    expect(plain(formatDuration(3 * 86_400 + 4 * 3600 + 59))).toBe('3 days 4 hr');
  });

  it('say how long ago something was, and after a week when', () => {
    const now = Date.parse('2026-05-20T12:00:00Z');
    expect(formatRelative('2026-05-20T11:57:00Z', now)).toBe('3 minutes ago');
    expect(formatRelative('2026-05-19T12:00:00Z', now)).toBe('yesterday');
    expect(formatRelative('2026-05-01T12:00:00Z', now)).toContain('2026');
  });

  it('show a moment as exactly as it is near', () => {
    const now = new Date(2026, 4, 20, 12);
    expect(formatMoment(new Date(2026, 4, 20, 9, 5, 7), now)).toMatch(/9:05:07/);
    expect(formatMoment(new Date(2026, 4, 19, 9, 5, 7), now)).toMatch(/May 19.*9:05/);
    expect(formatMoment(new Date(2025, 4, 19), now)).toContain('2025');
  });
});
