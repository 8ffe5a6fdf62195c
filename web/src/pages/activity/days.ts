import type { EventCount } from '../../api/events';

/** Days are the reader's own, written as 2026-11-22; hours of the server's counts are added up to them. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

export const startOfDay = (day: string): Date => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
};

const shifted = (day: string, by: number): string => {
  const start = startOfDay(day);
  return dayOf(new Date(start.getFullYear(), start.getMonth(), start.getDate() + by));
};

export const dayAfter = (day: string): string => shifted(day, 1);

/** So many days, today the last. */
export const lastDays = (count: number, now: Date): string[] => {
  const today = dayOf(now);
  return Array.from({ length: count }, (_, index) => shifted(today, index - count + 1));
};

export interface Day<Kind extends string> {
  day: string;
  counts: Partial<Record<Kind, number>>;
  total: number;
}

/** What the server counted by the hour, by days and kinds; hours of no wanted day are left out. */
export const byDay = <Kind extends string>(
  counts: readonly EventCount[],
  days: readonly string[],
  kindOf: (count: EventCount) => Kind | undefined,
): Day<Kind>[] => {
  const found = new Map<string, Day<Kind>>(days.map((day) => [day, { day, counts: {}, total: 0 }]));
  for (const count of counts) {
    const day = found.get(dayOf(new Date(count.hour)));
    const kind = kindOf(count);
    if (!day || kind === undefined) continue;
    day.counts[kind] = (day.counts[kind] ?? 0) + count.count;
    day.total += count.count;
  }
  return [...found.values()];
};
