/** How soon the next frame is sent. */
export interface Pace {
  /** From the start of one request to that of the next. */
  intervalMs: number;
  /** What the server asked for when it refused; shrinks again with every answer. */
  penaltyMs: number;
  /** Frames in a row without a face. */
  empty: number;
}

export const AT_ONCE: Pace = { intervalMs: 0, penaltyMs: 0, empty: 0 };

/** At most three a second. */
const INTERVAL_MIN_MS = 334;
/** A slow way is left free for a part of the time. */
const BUSY_SHARE = 0.6;
/** In front of an empty door there is no hurry, nor reason to keep the server busy. */
const EMPTY_FRAMES = 24;
const EMPTY_INTERVAL_MS = 1000;
const PENALTY_MIN_MS = 500;
const PENALTY_MAX_MS = 8000;

const interval = (roundTripMs: number, penaltyMs: number, empty: number) =>
  Math.max(INTERVAL_MIN_MS, roundTripMs / BUSY_SHARE, empty >= EMPTY_FRAMES ? EMPTY_INTERVAL_MS : 0) +
  penaltyMs;

export const answered = (before: Pace, roundTripMs: number, hasFace: boolean): Pace => {
  const penaltyMs = before.penaltyMs < 50 ? 0 : before.penaltyMs / 2;
  const empty = hasFace ? 0 : before.empty + 1;
  return { intervalMs: interval(roundTripMs, penaltyMs, empty), penaltyMs, empty };
};

export const refused = (before: Pace, retryAfterS: number | undefined): Pace => {
  const doubled = Math.max(PENALTY_MIN_MS, before.penaltyMs * 2);
  const penaltyMs = Math.min(PENALTY_MAX_MS, Math.max(doubled, (retryAfterS ?? 0) * 1000));
  return { ...before, intervalMs: INTERVAL_MIN_MS + penaltyMs, penaltyMs };
};
