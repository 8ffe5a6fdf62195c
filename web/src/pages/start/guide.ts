import { remember, remembered } from '../../browser/remembered';
import { t } from '../../i18n';

const DISMISSED = 'mien.start.dismissed';
export const START = '/ui/start';

export const isDismissed = (): boolean => remembered(DISMISSED) === '1';
export const dismiss = () => remember(DISMISSED, '1');

/** The way back for pages that the guide leads to. */
export const fromStart = (path: string) => `${path}?from=start`;
export const backToStart = (query: Record<string, string>) =>
  query.from === 'start' ? { back: { href: START, label: t('start.title') } } : {};
