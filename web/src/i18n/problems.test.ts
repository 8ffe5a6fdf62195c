import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import english from '../../messages/en.json';

const rest = readFileSync(new URL('../../../docs/api/rest.md', import.meta.url), 'utf8');
const roles = ['admin', 'enroller', 'verifier', 'auditor'];

it('there is a message for every problem code that the REST documentation lists', () => {
  const section = rest.slice(rest.indexOf('## Errors'));
  const codes = section
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .flatMap((line) => line.split('|')[2]?.match(/`(\w+)`/g) ?? [])
    .map((code) => code.replaceAll('`', ''));
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !(`problem.${code}` in english))).toEqual([]);
});

it('there is a name and a description of every role', () => {
  expect(roles.filter((role) => !(`role.${role}` in english && `role.${role}.does` in english))).toEqual([]);
});
