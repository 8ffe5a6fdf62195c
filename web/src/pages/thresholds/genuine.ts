import { log10Fmr } from './calibration';

/**
 * How often the genuine pairs of LFW view 1 (without the errata) reach a similarity, in percent: docs/accuracy.md,
 * "Verification (mien)" up to 80 and "Calibration" (study) above, where the scale itself is extrapolated.
 */
interface GenuinePoint {
  similarity: number;
  tarPercent: number;
  measured: boolean;
}

export type Pack = 'default' | 'fast';

export const GENUINE: Record<Pack, readonly GenuinePoint[]> = {
  default: [
    { similarity: 60, tarPercent: 99.9, measured: true },
    { similarity: 70, tarPercent: 98.57, measured: true },
    { similarity: 80, tarPercent: 96.42, measured: true },
    { similarity: 90, tarPercent: 91, measured: false },
    { similarity: 99, tarPercent: 83, measured: false },
    { similarity: 99.9, tarPercent: 68, measured: false },
    { similarity: 99.99, tarPercent: 52, measured: false },
  ],
  fast: [
    { similarity: 60, tarPercent: 99.18, measured: true },
    { similarity: 70, tarPercent: 97.85, measured: true },
    { similarity: 80, tarPercent: 92.13, measured: true },
    { similarity: 90, tarPercent: 86, measured: false },
    { similarity: 99, tarPercent: 70, measured: false },
    { similarity: 99.9, tarPercent: 50, measured: false },
    { similarity: 99.99, tarPercent: 27, measured: false },
  ],
};

export const packOf = (name: string | undefined): Pack => (name === 'fast' ? 'fast' : 'default');

export interface Refusals {
  /** Of 100 genuine visits. */
  percent: number;
  /** Below the first figure it is known only that there are not more. */
  atMost: boolean;
  measured: boolean;
}

/** The share of genuine visits that stays below a similarity: on the line between what was measured, in log10(FMR). */
export const refusedAt = (pack: Pack, similarity: number): Refusals => {
  const points = GENUINE[pack];
  const above = points.findIndex((point) => point.similarity >= similarity);
  const b = points[above < 0 ? points.length - 1 : above];
  const a = points[above - 1];
  if (!b) return { percent: 0, atMost: true, measured: false };
  if (!a) return { percent: 100 - b.tarPercent, atMost: similarity < b.similarity, measured: true };
  const span = log10Fmr(b.similarity) - log10Fmr(a.similarity);
  const share = (log10Fmr(similarity) - log10Fmr(a.similarity)) / span;
  const tar = a.tarPercent + share * (b.tarPercent - a.tarPercent);
  return { percent: 100 - tar, atMost: false, measured: b.measured };
};
