import { log10Fmr, SHOWN_MAX, SHOWN_MIN, similarityAt } from './calibration';

/**
 * Across, both charts and the slider run along log10(FMR), where the scale's steps are equally far apart and the
 * expected false matches lie on a line; what is written there is the similarity.
 */
export const PLACE_MIN = -log10Fmr(SHOWN_MIN);
export const PLACE_MAX = -log10Fmr(SHOWN_MAX);
export const TICKS = [50, 60, 70, 80, 90, 99, 99.9, 99.99] as const;
/** Where the scale is no longer measured: docs/accuracy.md. */
export const MEASURED_TO = 80;

export const placeOf = (similarity: number): number =>
  Math.min(Math.max(-log10Fmr(similarity), PLACE_MIN), PLACE_MAX);

/** How many decimals of a similarity are worth being said. */
export const figuresOf = (similarity: number): number => (similarity >= 99.5 ? 3 : similarity >= 98 ? 2 : 1);

export const similarityOf = (place: number): number => {
  const similarity = similarityAt(-place);
  return Math.min(Number(similarity.toFixed(figuresOf(similarity))), SHOWN_MAX);
};

/** Free space on either side of the charts, in pixels. */
export const PAD = 12;

export const xOf = (similarity: number, width: number): number =>
  PAD + ((placeOf(similarity) - PLACE_MIN) / (PLACE_MAX - PLACE_MIN)) * (width - 2 * PAD);

/** The similarity below a pointer. */
export const similarityAtX = (x: number, width: number): number => {
  const share = Math.min(Math.max((x - PAD) / Math.max(width - 2 * PAD, 1), 0), 1);
  return similarityOf(PLACE_MIN + share * (PLACE_MAX - PLACE_MIN));
};
