import { remember, remembered } from '../../browser/remembered';
import { t } from '../../i18n';

/** What people agree to. The version is kept with each of them, so that it can be told later what they were told. */
export interface ConsentText {
  version: string;
  text: string;
}

const STORED = 'mien.consent';
/** Changes with the text in the message files. */
const DEFAULT_VERSION = '2026-11';
export const VERSION_LENGTH_MAX = 64;

export const defaultConsent = (): ConsentText => ({
  version: DEFAULT_VERSION,
  text: t('register.consent.default'),
});

const parseConsent = (stored: string | undefined): ConsentText | undefined => {
  try {
    const value: unknown = JSON.parse(stored ?? 'null');
    if (value === null || typeof value !== 'object') return undefined;
    const { version, text } = value as Record<string, unknown>;
    return typeof version === 'string' && typeof text === 'string' && version !== '' && text !== ''
      ? { version, text }
      : undefined;
  } catch {
    return undefined;
  }
};

/** This browser's own text, or the one that comes with the console. */
export const readConsent = (): ConsentText => parseConsent(remembered(STORED)) ?? defaultConsent();

/** Whether it could be kept. */
export const keepConsent = (consent: ConsentText | undefined): boolean =>
  remember(STORED, consent && JSON.stringify(consent));

/** How the person's attributes tell of it. */
export const consentAttributes = (version: string, at: string): Record<string, string> => ({
  consent_version: version,
  consent_at: at,
});
export const RESERVED_ATTRIBUTES: readonly string[] = ['consent_version', 'consent_at'];
