import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TABLE } from './table';

const PAGES = new URL('../pages/', import.meta.url);

it('every row of the table has its page, and every page its row', () => {
  const files = readdirSync(PAGES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.page.tsx'))
    .map((name) => name.replace(/\.page\.tsx$/, ''));
  expect(TABLE.map(({ page }) => page).sort()).toEqual(files.sort());
  expect(new Set(TABLE.map(({ path }) => path)).size).toBe(TABLE.length);
});
