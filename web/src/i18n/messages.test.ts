import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { interpolate, matchLanguage, pluralKey } from './messages';

const FOLDER = new URL('../../messages/', import.meta.url);
const files = readdirSync(FOLDER).map((name) => ({
  tag: name.replace(/\.json$/, ''),
  messages: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Record<string, string>,
}));
const english = files.find(({ tag }) => tag === 'en')?.messages ?? {};

const isPlural = (key: string) => /\.(zero|one|two|few|many|other)$/.test(key);
const base = (key: string) => key.replace(/\.\w+$/, '');
const pluralBases = new Set(
  Object.keys(english)
    .filter((key) => key.endsWith('.other'))
    .map(base),
);
const isForm = (key: string) => isPlural(key) && pluralBases.has(base(key));
/** The number itself may be said in a word: "in a second". */
const placeholders = (message: string, form: boolean) =>
  [...new Set(message.match(/\{\w+\}/g) ?? [])].filter((name) => !form || name !== '{count}').sort();

describe.each(files)('the messages of $tag', ({ tag, messages }) => {
  it('have the keys of the English ones', () => {
    const plain = (of: Record<string, string>) => Object.keys(of).filter((key) => !isForm(key));
    expect(plain(messages).sort()).toEqual(plain(english).sort());
  });

  it('have every form that the language counts with, and no other', () => {
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    const wanted = [...pluralBases].flatMap((key) => categories.map((category) => `${key}.${category}`));
    expect(Object.keys(messages).filter(isForm).sort()).toEqual(wanted.sort());
  });

  it('have the placeholders of the English ones', () => {
    for (const [key, message] of Object.entries(messages)) {
      const source = isForm(key) ? `${base(key)}.other` : key;
      expect({ key, names: placeholders(message, isForm(key)) }).toEqual({
        key,
        names: placeholders(english[source] ?? '', isForm(key)),
      });
    }
  });

  it('are not empty, and name the language', () => {
    expect(Object.entries(messages).filter(([, message]) => message.trim() === '')).toEqual([]);
    expect(messages['language.name']).toBeTruthy();
  });
});

describe('plural forms', () => {
  const forms = { 'x.one': '{count} photo', 'x.other': '{count} photos' };

  it('follow the rules of the language', () => {
    expect(pluralKey('x', 1, forms, 'en')).toBe('x.one');
    expect(pluralKey('x', 0, forms, 'en')).toBe('x.other');
    expect(pluralKey('x', 0, forms, 'fr')).toBe('x.one');
  });

  it('fall back to "other" where a file lacks a form', () => {
    expect(pluralKey('x', 3, forms, 'pl')).toBe('x.other');
  });
});

describe('placeholders', () => {
  it('are filled, numbers in the way of the language', () => {
    expect(interpolate('{count} of {name}', { count: 12345, name: 'Ann' }, 'de')).toBe('12.345 of Ann');
  });

  it('stay where nothing is given for them', () => {
    expect(interpolate('Hello {name}', {}, 'en')).toBe('Hello {name}');
  });

  it('keep a text of the other direction from turning the sentence about', () => {
    expect(interpolate('Delete {name}?', { name: 'אבג' }, 'en')).toBe('Delete \u2068אבג\u2069?');
  });

  it('are not looked for in what they were filled with', () => {
    expect(interpolate('{a}', { a: '{b}', b: 'no' }, 'en')).toBe('{b}');
  });
});

describe('the language', () => {
  it('is the first wanted one that there is', () => {
    expect(matchLanguage(['fr', 'de-AT', 'en'], ['de', 'en'])).toBe('de');
    expect(matchLanguage(['pt-BR'], ['pt', 'pt-BR', 'en'])).toBe('pt-BR');
  });

  it('is English where none is there', () => {
    expect(matchLanguage(['ja'], ['de', 'en'])).toBe('en');
  });
});
