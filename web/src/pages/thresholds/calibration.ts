/** The scale of docs/accuracy.md: similarity as a function of the false-match rate (FMR), and back. */

/** The scale is shown between these; the whole of it has no end on either side. */
export const SHOWN_MIN = 50;
export const SHOWN_MAX = 99.99;

export const log10Fmr = (similarity: number): number => {
  if (similarity <= 0) return 0;
  if (similarity <= 50) return -similarity / 25;
  if (similarity <= 90) return (30 - similarity) / 10;
  if (similarity >= 100) return Number.NEGATIVE_INFINITY;
  return Math.log10(100 - similarity) - 7;
};

export const fmrAt = (similarity: number): number => 10 ** log10Fmr(similarity);

export const similarityAt = (log10: number): number => {
  if (log10 >= 0) return 0;
  if (log10 >= -2) return -25 * log10;
  if (log10 >= -6) return 30 - 10 * log10;
  return 100 - 10 ** (log10 + 7);
};

/** What a 1:N search must reach: FMR x people = target, and never less than what is configured. */
export const searchThreshold = (configured: number, people: number, target: number): number =>
  people <= 0 ? configured : Math.max(configured, similarityAt(Math.log10(target / people)));

/** The chance that one stranger is taken for anybody of so many. */
export const falseAcceptRate = (similarity: number, people: number): number =>
  -Math.expm1(people * Math.log1p(-Math.min(fmrAt(similarity), 1 - Number.EPSILON)));

type Frequency =
  | { kind: 'none' }
  | { kind: 'many'; perDay: number }
  | { kind: 'days' | 'years'; count: number }
  | { kind: 'never' };

const YEAR_DAYS = 365;
const NEVER_YEARS = 10_000;

/** Roughly as exact as what it was computed from. */
const rounded = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));

/** How often something happens, in the unit in which people would say it. */
export const frequencyOf = (perDay: number): Frequency => {
  if (perDay <= 0) return { kind: 'none' };
  if (perDay >= 0.95) return { kind: 'many', perDay: rounded(perDay) };
  const days = 1 / perDay;
  if (days < 2 * YEAR_DAYS) return { kind: 'days', count: rounded(days) };
  const years = days / YEAR_DAYS;
  return years < NEVER_YEARS ? { kind: 'years', count: rounded(years) } : { kind: 'never' };
};
