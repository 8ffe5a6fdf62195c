import { locale } from './messages';

const cache = new Map<string, unknown>();

/** Formatters cost more to make than to use. */
const cached = <T>(kind: string, options: object, make: (tag: string) => T): T => {
  const key = `${locale.value} ${kind} ${JSON.stringify(options)}`;
  const known = cache.get(key) as T | undefined;
  if (known !== undefined) return known;
  const made = make(locale.value);
  cache.set(key, made);
  return made;
};

export const formatNumber = (value: number, options: Intl.NumberFormatOptions = {}): string =>
  cached('number', options, (tag) => new Intl.NumberFormat(tag, options)).format(value);

export const formatCompact = (value: number): string =>
  formatNumber(value, value < 10_000 ? {} : { notation: 'compact', maximumFractionDigits: 1 });

export const formatPercent = (share: number, digits = 0): string =>
  formatNumber(share, { style: 'percent', maximumFractionDigits: digits });

/** To one digit and never rounded up: what was not reached must not look as if it was. */
export const formatSimilarity = (
  value: number,
  options: Pick<Intl.NumberFormatOptions, 'minimumFractionDigits'> = {},
): string => formatNumber(Math.floor(value * 10) / 10, { maximumFractionDigits: 1, ...options });

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export const formatBytes = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), BYTE_UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return formatNumber(value, {
    style: 'unit',
    unit: BYTE_UNITS[power] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  });
};

/** Seconds, as milliseconds where that says more. */
export const formatSeconds = (seconds: number): string => {
  const milliseconds = seconds * 1000;
  return seconds < 1
    ? formatNumber(milliseconds, {
        style: 'unit',
        unit: 'millisecond',
        maximumFractionDigits: milliseconds < 10 ? 1 : 0,
      })
    : formatNumber(seconds, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
};

const date = (options: Intl.DateTimeFormatOptions) =>
  cached('date', options, (tag) => new Intl.DateTimeFormat(tag, options));

export const formatDate = (at: string | number | Date): string =>
  date({ dateStyle: 'medium' }).format(new Date(at));

export const formatDateTime = (at: string | number | Date): string =>
  date({ dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** To the second, for the title of a shorter one. */
export const formatExactTime = (at: string | number | Date): string =>
  date({ dateStyle: 'full', timeStyle: 'long' }).format(new Date(at));

/** Hours and minutes. */
export const formatClock = (at: string | number | Date): string =>
  date({ timeStyle: 'short' }).format(new Date(at));

/** A day in little room: "Sun, 22 Nov". */
export const formatDay = (at: string | number | Date): string =>
  date({ weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at));

/** To the second today, else the day and the minute, with the year where it is another one. */
export const formatMoment = (at: string | number | Date, now = new Date()): string => {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return date({ timeStyle: 'medium' }).format(then);
  return date({
    ...(then.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }),
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(then);
};

/** The day without its year: for somebody who stands there today. */
export const formatToday = (at: string | number | Date): string =>
  date({ weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at));

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
];

/** "3 minutes ago" within a week, else the date. */
export const formatRelative = (at: string | number | Date, now = Date.now()): string => {
  let amount = (new Date(at).getTime() - now) / 1000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(amount) < size) {
      const formatter = cached(
        'relative',
        {},
        (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }),
      );
      return formatter.format(Math.round(amount), unit);
    }
    amount /= size;
  }
  return formatDate(at);
};

const DURATION_UNITS: [Intl.RelativeTimeFormatUnit & ('day' | 'hour' | 'minute' | 'second'), number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** The largest unit of a time span and the next one below it: "3 days, 4 hr". */
export const formatDuration = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds));
  const at = Math.max(
    0,
    DURATION_UNITS.findIndex(([, size]) => whole >= size),
  );
  const first = whole < 1 ? DURATION_UNITS.length - 1 : at;
  let rest = whole;
  const counts = DURATION_UNITS.slice(first, first + 2).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { unit, count };
  });
  return counts
    .filter(({ count }, index) => index === 0 || count > 0)
    .map(({ unit, count }) => formatNumber(count, { style: 'unit', unit, unitDisplay: 'short' }))
    .join(' ');
};
