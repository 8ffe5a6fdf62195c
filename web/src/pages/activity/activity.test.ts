import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../api/events';
import { csvField, csvHead, csvName, csvRow } from './csv';
import { byDay, dayAfter, dayOf, lastDays, startOfDay } from './days';
import { activityPath, groupOf, matches, NO_FILTER, readFilter, toQuery } from './filter';
import { countNew, merge } from './merge';

const event = (id: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  id,
  at: '2026-11-22T12:00:00.000Z',
  actor: 'MIENA',
  action: 'verify',
  outcome: 'match',
  collection: 'people',
  ...more,
});

describe('the filter', () => {
  it('stands in the address and is read from there', () => {
    const filter = {
      ...NO_FILTER,
      groups: ['match', 'refused'] as const,
      person: 'ann:1',
      from: '2026-11-01',
      to: '2026-11-02',
    };
    const path = activityPath(filter);
    expect(readFilter(Object.fromEntries(new URL(path, 'http://mien').searchParams))).toEqual(filter);
    expect(activityPath(NO_FILTER)).toBe('/ui/activity');
  });

  it('takes nothing from an address that makes no sense', () => {
    expect(readFilter({ outcome: 'x', from: 'yesterday', action: '' })).toEqual(NO_FILTER);
  });

  it('asks for whole local days', () => {
    const query = toQuery({ ...NO_FILTER, from: '2026-11-01', to: '2026-11-01' });
    const from = new Date(query.from ?? '');
    const to = new Date(query.to ?? '');
    expect([from.getHours(), to.getHours(), dayOf(from), dayOf(to)]).toEqual([
      0,
      0,
      '2026-11-01',
      '2026-11-02',
    ]);
  });

  it('lets live events through as the server would', () => {
    const day = dayOf(new Date('2026-11-22T12:00:00Z'));
    const one = event('1', { person_id: 'ann' });
    expect(matches(one, NO_FILTER)).toBe(true);
    expect(matches(one, { ...NO_FILTER, from: day, to: day, person: 'ann', groups: ['match'] })).toBe(true);
    expect(matches(one, { ...NO_FILTER, groups: ['refused'] })).toBe(false);
    expect(matches(one, { ...NO_FILTER, from: dayAfter(day) })).toBe(false);
    expect(matches(one, { ...NO_FILTER, collection: 'others' })).toBe(false);
    expect(matches(one, { ...NO_FILTER, action: 'sign_in' })).toBe(false);
  });

  it('takes outcomes that nobody told it of for refusals', () => {
    expect(['ok', 'low_quality', 'quota_exceeded'].map(groupOf)).toEqual(['changed', 'unjudged', 'refused']);
  });
});

describe('days', () => {
  it('go over the ends of months, and today is the last', () => {
    expect(lastDays(3, new Date(2026, 2, 1, 23, 59))).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
    expect(startOfDay('2026-11-22').getHours()).toBe(0);
  });

  it('add up hours by kind, and leave out what is of another day', () => {
    const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
    const count = (hour: string, outcome: string, n: number) => ({
      hour,
      action: 'verify',
      outcome,
      count: n,
    });
    const days = byDay(
      [
        count(at(21, 0), 'match', 2),
        count(at(21, 23), 'match', 3),
        count(at(22, 1), 'no_match', 1),
        count(at(20, 23), 'match', 9),
      ],
      ['2026-11-21', '2026-11-22'],
      ({ outcome }) => groupOf(outcome),
    );
    expect(days).toEqual([
      { day: '2026-11-21', counts: { match: 5 }, total: 5 },
      { day: '2026-11-22', counts: { no_match: 1 }, total: 1 },
    ]);
  });
});

describe('live and read events', () => {
  it('are one list without doubles', () => {
    expect(merge([event('3'), event('2')], [event('2'), event('1')]).map(({ id }) => id)).toEqual([
      '3',
      '2',
      '1',
    ]);
  });

  it('wait to be shown only where they are not shown yet', () => {
    expect(countNew([event('3'), event('2')], [event('2')])).toBe(1);
  });
});

describe('the CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@x', "'@x"],
    ['\tx', '"\'\tx"'],
    ['a;=1+1', '"a;=1+1"'],
    ['a\tb', '"a\tb"'],
    ['\rx', '"\'\rx"'],
    ['a"b', '"a""b"'],
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
    ['Ann Ø', 'Ann Ø'],
  ])('has %j as %j', (value, field) => {
    expect(csvField(value)).toBe(field);
  });

  it('has a line for each event, with the fields of the head', () => {
    const row = csvRow(event('1', { similarity: 97.5, person_id: '@ann' }), 'Gate 1');
    expect(csvHead().split(',').length).toBe(row.split(',').length);
    expect(row).toBe("2026-11-22T12:00:00.000Z,verify,match,97.5,people,'@ann,MIENA,,,,,1,Gate 1\r\n");
  });

  it('is named after its days', () => {
    expect(csvName('2026-11-01', '2026-11-22')).toBe('mien-activity_2026-11-01_2026-11-22.csv');
    expect(csvName('2026-11-01', '2026-11-01')).toBe('mien-activity_2026-11-01.csv');
    expect(csvName(undefined, undefined)).toBe('mien-activity.csv');
  });
});
