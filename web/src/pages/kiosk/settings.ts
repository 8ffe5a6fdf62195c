import { DEFAULT_COLLECTION } from '../../api/people';
import { remember, remembered } from '../../browser/remembered';

/** Kept in this browser: the kiosk's own session may not ask which collections there are. */
export interface KioskSettings {
  collection: string;
  /** How long a result is shown. */
  seconds: number;
}

export const SECONDS_MIN = 2;
export const SECONDS_MAX = 10;
const STORED = 'mien.kiosk';
const DEFAULTS: KioskSettings = { collection: DEFAULT_COLLECTION, seconds: 3 };

export const parseSettings = (stored: string | undefined): KioskSettings => {
  try {
    const value: unknown = JSON.parse(stored ?? 'null');
    if (value === null || typeof value !== 'object') return DEFAULTS;
    const { collection, seconds } = value as Record<string, unknown>;
    return {
      collection: typeof collection === 'string' && collection !== '' ? collection : DEFAULTS.collection,
      seconds:
        typeof seconds === 'number' && seconds >= SECONDS_MIN && seconds <= SECONDS_MAX
          ? seconds
          : DEFAULTS.seconds,
    };
  } catch {
    return DEFAULTS;
  }
};

export const readSettings = (): KioskSettings => parseSettings(remembered(STORED));
export const keepSettings = (settings: KioskSettings) => remember(STORED, JSON.stringify(settings));
