import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = dirname(fileURLToPath(import.meta.url));

/** What each folder may import from, beside itself: arrows go inwards only. */
const MAY: Record<string, string[]> = {
  browser: [],
  api: [],
  i18n: ['browser'],
  ui: ['browser', 'i18n'],
  data: ['api'],
  session: ['browser', 'api', 'i18n', 'ui', 'data'],
  camera: ['browser', 'api', 'i18n', 'ui'],
  pages: ['browser', 'api', 'i18n', 'ui', 'data', 'session', 'camera'],
  app: ['browser', 'api', 'i18n', 'ui', 'data', 'session', 'camera', 'pages'],
};

const sources = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).filter((path) =>
  /\.tsx?$/.test(path),
);

it('imports go inwards only', () => {
  const against = sources.flatMap((path) => {
    const from = path.split('/')[0] ?? '';
    const allowed = MAY[from];
    if (!allowed || path.endsWith('.test.ts')) return [];
    const text = readFileSync(join(ROOT, path), 'utf8');
    return [...text.matchAll(/(?:from |import\(?)\s*'(\.[^']+)'/g)]
      .map(([, target = '']) => relative(ROOT, join(ROOT, dirname(path), target)))
      .filter((target) => !target.startsWith('..'))
      .map((target) => target.split('/')[0] ?? '')
      .filter((to) => to !== from && !allowed.includes(to))
      .map((to) => `${path} imports from ${to}`);
  });
  expect(against).toEqual([]);
});
