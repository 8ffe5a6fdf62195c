import { signal } from '@preact/signals';

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
  try {
    if (choice === 'system') localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, choice);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
};
