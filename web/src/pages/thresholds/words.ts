import { formatNumber, plural, t } from '../../i18n';
import { figuresOf } from './axes';
import { frequencyOf } from './calibration';

/** The nearer to 100, the more of its figures count. */
export const similarityText = (similarity: number): string =>
  formatNumber(similarity, { maximumFractionDigits: figuresOf(similarity) });

/** A share in percent, with as many figures as it was computed from. */
export const percentText = (percent: number): string =>
  formatNumber(percent / 100, { style: 'percent', maximumSignificantDigits: 2 });

const amount = (count: number) => formatNumber(count, { maximumSignificantDigits: count < 10 ? 2 : 3 });

/** How often a stranger would be taken for somebody, as a sentence. */
export const strangersText = (threshold: number, perDay: number): string => {
  const frequency = frequencyOf(perDay);
  const similarity = similarityText(threshold);
  if (frequency.kind === 'many') {
    return plural('thresholds.strangers.many', frequency.perDay, {
      similarity,
      count: amount(frequency.perDay),
    });
  }
  const count = 'count' in frequency ? amount(frequency.count) : '';
  return t(`thresholds.strangers.${frequency.kind}`, { similarity, count });
};

/** The label of a grid line: ten to the power of so many false matches a day. */
export const tickText = (power: number): string => {
  if (power >= 0) return t('thresholds.tick.day', { count: formatNumber(10 ** power) });
  const days = 10 ** -power;
  if (days < 365) return t('thresholds.tick.days', { count: formatNumber(days) });
  return t('thresholds.tick.years', { count: formatNumber(days / 365, { maximumSignificantDigits: 1 }) });
};

/** One in so many: how rarely a stranger who says to be somebody gets through. */
export const oneInText = (rate: number): string =>
  formatNumber(1 / rate, { maximumSignificantDigits: 2, notation: 'compact', compactDisplay: 'long' });
