import { fmrAt, searchThreshold } from './calibration';

export interface Policy {
  threshold: number;
  false_accept_target: number;
}

/** What a chosen similarity shall hold for. */
export type Scope = 'search' | 'both';

/** What the server takes for false_accept_target. */
const TARGET_MIN = 1e-9;
const TARGET_MAX = 1;

interface Choice {
  policy: Policy;
  /** What 1:N searches then ask for; it differs from what was wished for where the target's limits are met. */
  search: number;
  /** Settings of which the server has another value now. */
  changed: readonly (keyof Policy)[];
}

/** Three figures are enough to say. */
const rounded = (value: number, round: (value: number) => number): number => {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  // What a double adds must not count as a figure more.
  return Number((round(Number((value / unit).toPrecision(9))) * unit).toPrecision(3));
};

/** Nobody could tell the one from the other. */
const near = (a: number, b: number) => Math.abs(a - b) < 0.05;

const within = (target: number) => Math.min(Math.max(target, TARGET_MIN), TARGET_MAX);

/**
 * The settings by which `similarity` is what is asked for: of searches alone, by the target, which goes on to follow
 * the number of people; or of 1:1 as well, by the floor that holds for both.
 */
export const settingsFor = (similarity: number, people: number, now: Policy, scope: Scope): Choice => {
  const search = searchThreshold(now.threshold, people, now.false_accept_target);
  const isSo = near(search, similarity) && (scope === 'search' || near(now.threshold, similarity));
  if (isSo) return { policy: now, search, changed: [] };
  const rate = fmrAt(similarity) * Math.max(people, 1);
  const floor = Math.round(similarity * 100) / 100;
  const policy: Policy =
    scope === 'both'
      ? // Rounded so that the target asks for no more than the floor does.
        {
          threshold: floor,
          false_accept_target: Math.max(within(rounded(rate, Math.ceil)), now.false_accept_target),
        }
      : {
          threshold: Math.min(now.threshold, floor),
          false_accept_target: within(rounded(rate, Math.floor)),
        };
  const changed = (['threshold', 'false_accept_target'] as const).filter((key) => policy[key] !== now[key]);
  return { policy, search: searchThreshold(policy.threshold, people, policy.false_accept_target), changed };
};

const KEYS = {
  threshold: 'verify_similarity_min',
  false_accept_target: 'false_accept_target',
} as const satisfies Record<keyof Policy, string>;

/** As the configuration file and the flags take it: without an exponent. */
export const plainNumber = (value: number): string =>
  value >= 1e-6 ? String(value) : value.toFixed(12).replace(/0+$/, '');

const lines = ({ policy, changed }: Choice, write: (key: string, value: string) => string) =>
  changed.map((key) => write(KEYS[key], plainNumber(policy[key])));

export const asToml = (choice: Choice): string =>
  lines(choice, (key, value) => `${key} = ${value}`).join('\n');

export const asFlags = (choice: Choice): string =>
  ['mien serve', ...lines(choice, (key, value) => `--${key.replaceAll('_', '-')} ${value}`)].join(' ');

export const asVariables = (choice: Choice): string =>
  lines(choice, (key, value) => `MIEN_${key.toUpperCase()}=${value}`).join('\n');
