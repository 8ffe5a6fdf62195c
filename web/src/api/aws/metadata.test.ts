import { expect, it } from 'vitest';
import { decodeWords, encodeWords, metadataHeaders, metadataOf } from './metadata';

it('plain ASCII travels as it is', () => {
  expect(encodeWords('Ann Miller')).toBe('Ann Miller');
});

it.each([
  'Hugo Chávez',
  'שלום',
  '👩🏽‍🚀'.repeat(20),
  ' blank at the ends ',
  '=?looks encoded?=',
  'ä'.repeat(100),
])('%s comes back as it was', (text) => {
  const encoded = encodeWords(text);
  expect(encoded).toMatch(/^[\x20-\x7e]+$/);
  expect(encoded.split(' ').every((word) => word.length <= 75)).toBe(true);
  expect(decodeWords(encoded)).toBe(text);
});

it('words of others are read, broken ones stay', () => {
  expect(decodeWords('=?utf-8?Q?Ann_=C3=98?=')).toBe('Ann Ø');
  expect(decodeWords('=?UTF-8?B?@@?=')).toBe('=?UTF-8?B?@@?=');
});

it('is a header for each name', () => {
  const headers = new Headers({ ...metadataHeaders({ Fullname: 'Ann Ø' }), 'content-type': 'image/jpeg' });
  expect(metadataOf(headers)).toEqual({ fullname: 'Ann Ø' });
});
