import { expect, it } from 'vitest';
import { crumbs, isBucketName, lastPart } from './paths';

it('a key or folder is called by its last part', () => {
  expect(lastPart('a/b/c.jpg')).toBe('c.jpg');
  expect(lastPart('a/b/')).toBe('b/');
  expect(lastPart('c.jpg')).toBe('c.jpg');
});

it('the way down to a folder has each folder above it', () => {
  expect(crumbs('')).toEqual([]);
  expect(crumbs('a/b/')).toEqual([
    { name: 'a', prefix: 'a/' },
    { name: 'b', prefix: 'a/b/' },
  ]);
});

it('bucket names keep the rules of S3', () => {
  expect(['photo-archive', 'a.b', '0ab'].map(isBucketName)).toEqual([true, true, true]);
  expect(['ab', 'Upper', '-ab', 'ab-', 'a..b', '192.168.1.1', 'a_b', 'x'.repeat(64)].some(isBucketName)).toBe(
    false,
  );
});
