import { computed, signal } from '@preact/signals';
import type en from '../../messages/en.json';
import { remember, remembered } from '../browser/remembered';

export type Messages = Record<keyof typeof en, string>;
export type MessageKey = keyof Messages;
/** The part before `.other` of keys that have forms for numbers. */
type PluralKey = MessageKey extends infer Key ? (Key extends `${infer Base}.other` ? Base : never) : never;
export type Params = Record<string, string | number>;

const FALLBACK = 'en';
const STORED = 'mien.language';

const files = import.meta.glob<{ default: Record<string, string> }>('../../messages/*.json');

const loaders = new Map(
  Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.+)\.json$/, '$1'), load]),
);

const current = signal<{ tag: string; messages: Record<string, string> }>({ tag: FALLBACK, messages: {} });

/** The language that is shown, as a tag: de, pt-BR. */
export const language = computed(() => current.value.tag);
const wantedLanguages = (): readonly string[] => globalThis.navigator?.languages ?? [];

/** What numbers and dates are written in: the reader's own region where it is one of the language that is shown. */
export const locale = computed(
  () => wantedLanguages().find((tag) => tag.split('-')[0] === language.value.split('-')[0]) ?? language.value,
);
/** What the person chose: a tag, or "system". */
export const languageChoice = signal<string>('system');

/** The first wanted language that there is, by its whole tag or its language alone. */
export const matchLanguage = (wanted: readonly string[], available: readonly string[]): string => {
  for (const tag of wanted) {
    const lower = tag.toLowerCase();
    const exact = available.find((one) => one.toLowerCase() === lower);
    if (exact) return exact;
    const base = lower.split('-')[0] ?? '';
    const near = available.find((one) => one.toLowerCase().split('-')[0] === base);
    if (near) return near;
  }
  return FALLBACK;
};

const load = async (tag: string) => (await loaders.get(tag)?.())?.default ?? {};

export const chooseLanguage = async (choice: string): Promise<void> => {
  const known = choice === 'system' || loaders.has(choice);
  languageChoice.value = known ? choice : 'system';
  const wanted = languageChoice.value === 'system' ? wantedLanguages() : [choice];
  const tag = matchLanguage(wanted, [...loaders.keys()]);
  current.value = { tag, messages: await load(tag) };
  document.documentElement.lang = tag;
  remember(STORED, languageChoice.value);
};

export const startLanguage = () => chooseLanguage(remembered(STORED) ?? 'system');

/** Each language with its own name, as its file says it. */
export const listLanguages = async (): Promise<{ tag: string; name: string }[]> =>
  Promise.all(
    [...loaders.keys()].sort().map(async (tag) => ({ tag, name: (await load(tag))['language.name'] ?? tag })),
  );

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802-\ud803\ud83a-\ud83b]/;
/** A text of the other direction within a sentence must not turn the sentence about. */
const isolated = (text: string) => (RTL.test(text) ? `\u2068${text}\u2069` : text);

export const interpolate = (message: string, params: Params, locale: string): string =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : isolated(value);
  });

export const pluralKey = (
  base: string,
  count: number,
  messages: Record<string, string>,
  locale: string,
): string => {
  const key = `${base}.${new Intl.PluralRules(locale).select(count)}`;
  return key in messages ? key : `${base}.other`;
};

const lookUp = (key: string, params: Params): string => {
  return interpolate(current.value.messages[key] ?? key, params, locale.value);
};

export const t = (key: MessageKey, params: Params = {}): string => lookUp(key, params);

/** The form for a number, which the message may name as {count}. */
export const plural = (base: PluralKey, count: number, params: Params = {}): string => {
  const { messages, tag } = current.value;
  return lookUp(pluralKey(base, count, messages, tag), { count, ...params });
};

/** For words that the server chooses (problem codes, actions, outcomes): the message, or undefined where none is known. */
export const maybe = (key: string, params: Params = {}): string | undefined =>
  key in current.value.messages ? lookUp(key, params) : undefined;
