import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Role } from '../api/session';
import { type Operation, PERMISSIONS, roleMay } from './roles';

const ROLES: Role[] = ['admin', 'enroller', 'verifier', 'auditor'];
const page = readFileSync(new URL('../../../docs/api/roles.md', import.meta.url), 'utf8');

/** Which roles may do an operation, as the server's page has it. */
const documented = new Map(
  page
    .split('\n')
    .map((line) => /^\| \w+ \| `(\w+)` \|(.*)\|$/.exec(line))
    .filter((match) => match !== null)
    .map(([, operation = '', cells = '']) => [
      operation,
      cells
        .split('|')
        .map((cell, index) => (cell.trim() === 'yes' ? ROLES[index] : undefined))
        .filter((role) => role !== undefined),
    ]),
);

describe('what a role may do', () => {
  it.each(Object.entries(PERMISSIONS))('%s is as the server has it', (operation, roles) => {
    // Whatever stands in no row is the admin's alone.
    expect(roles.split(' ')).toEqual(documented.get(operation) ?? ['admin']);
  });

  it('is asked by role and operation', () => {
    expect(roleMay('verifier', 'verify')).toBe(true);
    expect(roleMay('verifier', 'list_people')).toBe(false);
    expect(roleMay('auditor', 'get_face_photo' satisfies Operation)).toBe(false);
  });
});
