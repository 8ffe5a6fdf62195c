import { describe, expect, it } from 'vitest';
import { fitsRows, fromJson, fromRows, toRows } from './attributes';
import { photosFault, pictureNumber } from './photos';

describe('attributes in rows', () => {
  const attributes = { team: 'blue', badge: 7, active: true, code: '007' };

  it('come back as they were', () => {
    expect(fromRows(toRows(attributes))).toEqual(attributes);
  });

  it('keep a number only while it is one', () => {
    const rows = toRows({ badge: 7 }).map((row) => ({ ...row, text: 'seven' }));
    expect(fromRows(rows)).toEqual({ badge: 'seven' });
  });

  it('are refused without a name or with one twice', () => {
    const row = { row: 0, key: '', text: 'x', kind: 'string' as const };
    expect(fromRows([row])).toBe('emptyKey');
    expect(
      fromRows([
        { ...row, key: 'a' },
        { ...row, row: 1, key: ' a' },
      ]),
    ).toBe('doubleKey');
    expect(fromRows([{ ...row, text: '' }])).toEqual({});
  });

  it('may be called whatever they like', () => {
    const read = fromRows([{ row: 0, key: '__proto__', text: 'x', kind: 'string' }]);
    expect(JSON.stringify(read)).toBe('{"__proto__":"x"}');
  });

  it('do not show lists, objects and null', () => {
    expect(fitsRows(attributes)).toBe(true);
    for (const value of [[], {}, null]) expect(fitsRows({ value })).toBe(false);
  });
});

it('attributes as JSON are one object', () => {
  expect(fromJson('{"a":[1]}')).toEqual({ a: [1] });
  for (const text of ['', '[]', 'null', '"a"', '{']) expect(fromJson(text)).toBeUndefined();
});

describe('photos', () => {
  const file = (name: string, type: string, size: number) => ({ name, type, size }) as File;

  it('are looked at before they are sent', () => {
    expect(photosFault([file('a.jpg', 'image/jpeg', 10)])).toBeUndefined();
    expect(photosFault([file('a.gif', 'image/gif', 10)])?.kind).toBe('wrongType');
    expect(photosFault([file('a.jpg', 'image/jpeg', 16 * 1024 * 1024)])?.kind).toBe('tooLarge');
    expect(photosFault(Array(11).fill(file('a.jpg', 'image/jpeg', 10)))?.kind).toBe('tooMany');
  });

  it('are named by their place in the form', () => {
    expect(pictureNumber('Picture 2: no face.')).toBe(2);
    expect(pictureNumber('No face.')).toBe(0);
  });
});
