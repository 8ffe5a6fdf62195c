import { describe, expect, it } from 'vitest';
import { everyPage } from './pages';

describe('every page', () => {
  it('is read in order, each by the token of the one before', async () => {
    const pages: Record<string, { items: number[]; next: string | undefined }> = {
      first: { items: [1, 2], next: 'b' },
      b: { items: [], next: 'c' },
      c: { items: [3], next: undefined },
    };
    const asked: (string | undefined)[] = [];
    const all = await everyPage(async (token) => {
      asked.push(token);
      return pages[token ?? 'first'] ?? { items: [], next: undefined };
    });
    expect(all).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, 'b', 'c']);
  });

  it('is the only one where no other follows', async () => {
    expect(await everyPage(async () => ({ items: ['one'], next: '' }))).toEqual(['one']);
  });
});
