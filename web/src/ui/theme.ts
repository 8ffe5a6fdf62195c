import { signal } from '@preact/signals';
import { remember } from '../browser/remembered';

export type Theme = 'system' | 'light' | 'dark';

const STORED = 'mien.theme';

/** public/theme.js has set the attribute before the first paint. */
const initial = (): Theme => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
};

export const theme = signal<Theme>(initial());

export const chooseTheme = (choice: Theme) => {
  theme.value = choice;
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  remember(STORED, choice === 'system' ? undefined : choice);
};
