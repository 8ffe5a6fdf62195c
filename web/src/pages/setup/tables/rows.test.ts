import { describe, expect, it } from 'vitest';
import type { AttributeValue, Item } from '../../../api/aws/dynamodb';
import { fromPlain, plainItem, summary, toPlain } from './plain';
import { fromRow, type Row, rowFault, toItem, toRow, toRows, withType } from './rows';

const values: AttributeValue[] = [
  { S: 'Ann\nØ' },
  { N: '12345678901234567890123456789012345678' },
  { N: '-1.5' },
  { B: 'AAE=' },
  { BOOL: true },
  { BOOL: false },
  { NULL: true },
  { SS: ['a', 'b'] },
  { NS: ['1', '2.5'] },
  { BS: ['AA==', 'AAE='] },
  { L: [{ S: 'in' }, { N: '2' }, { NULL: true }] },
  { M: { city: { S: 'Berlin' }, deep: { M: { on: { BOOL: true } } } } },
  { M: { tags: { SS: ['x'] }, long: { N: '12345678901234567890' } } },
];

describe('attributes', () => {
  it.each(values)('%j comes back from its row as it was', (value) => {
    expect(fromRow(toRow('a', value))).toEqual(value);
  });

  it('of an item come back in their order', () => {
    const item: Item = { z: { S: '1' }, a: { N: '2' } };
    expect(Object.entries(toItem(toRows(item)) ?? {})).toEqual(Object.entries(item));
  });

  const row = (type: Row['type'], text: string): Row => ({ name: 'a', type, text, typed: false });

  it.each([
    [row('N', '1,5'), 'number'],
    [row('N', ''), 'number'],
    [row('B', 'ä'), 'base64'],
    [row('SS', '\n'), 'set'],
    [row('NS', '1\n1'), 'set'],
    [row('L', '{}'), 'list'],
    [row('M', '[]'), 'map'],
    [row('M', '{'), 'json'],
  ] as const)('%j is told to be wrong', (wrong, fault) => {
    expect(rowFault(wrong)).toBe(fault);
    expect(toItem([wrong])).toBeUndefined();
  });

  it('need names, each once', () => {
    expect(toItem([row('S', 'x'), row('S', 'y')])).toBeUndefined();
    expect(toItem([{ ...row('S', 'x'), name: '' }])).toBeUndefined();
  });

  it('keep what they can when their type changes', () => {
    expect(withType(row('S', '5'), 'N').text).toBe('5');
    expect(withType(row('S', 'x'), 'M').text).toBe('{}');
    expect(withType(row('S', 'x'), 'BOOL').text).toBe('false');
  });
});

describe('plain JSON', () => {
  it('holds what JSON can hold', () => {
    expect(toPlain({ L: [{ S: 'a' }, { N: '1' }] })).toEqual(['a', 1]);
    expect(toPlain({ SS: ['a'] })).toBeUndefined();
    expect(toPlain({ N: '0.10' })).toBeUndefined();
    expect(fromPlain({ a: [null, 'x', 1.5, true] })).toEqual({
      M: { a: { L: [{ NULL: true }, { S: 'x' }, { N: '1.5' }, { BOOL: true }] } },
    });
  });

  it('of an item leaves out what it cannot hold', () => {
    expect(plainItem({ a: { S: 'x' }, b: { B: 'AA==' }, c: { N: '1' } }, ['c'])).toEqual({ a: 'x' });
  });

  it('is what a list shows', () => {
    expect(summary({ SS: ['a', 'b'] })).toBe('a, b');
    expect(summary({ M: { a: { S: 'x' } } })).toBe('{"a":"x"}');
    expect(summary({ NULL: true })).toBe('null');
  });
});
