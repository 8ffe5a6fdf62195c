import { describe, expect, it } from 'vitest';
import { ApiError } from '../../api/errors';
import { attributesOf, EMPTY_FORM, faultsOf } from './form';
import { culpritOf, newKey } from './submit';

const refusal = (code: string, detail = '') => new ApiError({ status: 422, code, detail });

describe('the photo that was refused', () => {
  it('is the one that the server names', () => {
    expect(culpritOf(refusal('no_face', 'Picture 2 shows no face.'), 3)).toBe(1);
    expect(culpritOf(refusal('identity_conflict', 'Picture 1 does not show the same person.'), 2)).toBe(0);
  });

  it('is the only one where there is one', () => {
    expect(culpritOf(refusal('several_faces', 'The picture shows several faces.'), 1)).toBe(0);
  });

  it('is none where the server does not say, or it is about something else', () => {
    expect(culpritOf(refusal('no_face', 'No face.'), 2)).toBeUndefined();
    expect(culpritOf(refusal('no_face', 'Picture 9 shows no face.'), 2)).toBeUndefined();
    expect(culpritOf(refusal('already_exists', 'Picture 1'), 1)).toBeUndefined();
  });
});

describe('the form', () => {
  const named = { ...EMPTY_FORM, name: 'Ann Ø' };
  const row = (key: string, text: string) => ({ row: 0, key, text, kind: 'string' as const });

  it('needs a name that the server takes', () => {
    expect(faultsOf(named)).toEqual({});
    expect(faultsOf({ ...named, name: '  ' })).toEqual({ name: 'field.required' });
    expect(faultsOf({ ...named, name: 'é'.repeat(513) })).toEqual({ name: 'person.nameTooLong' });
  });

  it('takes the ids that the server takes', () => {
    for (const id of ['', ' ann ', 'a.b-c_d:1']) expect(faultsOf({ ...named, id })).toEqual({});
    for (const id of ['.', '..', 'a b', 'ä', 'x'.repeat(129)]) {
      expect(faultsOf({ ...named, id })).toEqual({ id: 'register.idRule' });
    }
  });

  it('adds what was agreed to, and when', () => {
    const form = { ...named, rows: [row('team', 'blue')], consent: true };
    expect(attributesOf(form, '2026-11', '2026-11-22T10:00:00.000Z')).toEqual({
      attributes: { team: 'blue', consent_version: '2026-11', consent_at: '2026-11-22T10:00:00.000Z' },
    });
    expect(attributesOf({ ...form, consent: false }, '2026-11', '')).toEqual({
      attributes: { team: 'blue' },
    });
  });

  it('keeps the names of consent to itself', () => {
    expect(faultsOf({ ...named, rows: [row('consent_at', 'never')] })).toEqual({
      attributes: 'register.reserved',
    });
    expect(faultsOf({ ...named, rows: [row('', 'blue')] })).toEqual({ attributes: 'attributes.emptyKey' });
  });
});

it('each attempt has a key of its own', () => {
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newKey()).not.toBe(newKey());
});
