import { expect, it } from 'vitest';
import type { Intake } from '../../../api/intakes';
import { emptyForm, faultsOf, formOf, keyFor, settingsOf, wordsOf } from './form';

const intake: Intake = {
  name: 'employees',
  origin: 'console',
  bucket: 'employee-images',
  prefix: 'index/',
  action: 'register',
  collection: 'employees',
  identity: 'key:{full_name}_{uuid}',
  table: 'employees',
  table_key: 'rekognitionId',
  table_item: { rekognitionId: '{face_id}', fullname: '{name}' },
  keep: 'accepted',
  cors_origins: ['https://a.example'],
  image_bytes_max: 5_000_000,
};

it('an intake comes back from the form as it was', () => {
  const { name, origin: _, ...settings } = intake;
  const form = formOf(intake);
  expect(form.name).toBe(name);
  expect(faultsOf(form)).toEqual([]);
  expect(settingsOf(form)).toEqual(settings);
});

it('what does not belong to the action is left out', () => {
  const form = { ...formOf(intake), action: 'verify' as const, similarityMin: '90' };
  expect(settingsOf(form)).toMatchObject({ action: 'verify', similarity_min: 90 });
  expect(settingsOf(form)).not.toHaveProperty('identity');
});

it('empty fields are left to the server', () => {
  expect(settingsOf({ ...emptyForm, name: 'a', bucket: 'b' })).toEqual({
    bucket: 'b',
    action: 'register',
    identity: 'metadata:fullname',
  });
});

it('faults are told', () => {
  expect(faultsOf(emptyForm)).toEqual(['name', 'bucket']);
  expect(faultsOf({ ...emptyForm, name: 'a', bucket: 'b', ruleValue: '', table: 't' })).toEqual([
    'ruleValue',
    'tableKey',
  ]);
  expect(faultsOf({ ...emptyForm, name: 'a', bucket: 'b', imageMegabytesMax: '16' })).toEqual([
    'imageMegabytesMax',
  ]);
});

it('a key is made from a pattern', () => {
  expect(wordsOf('{first}_{last}_{uuid}')).toEqual(['first', 'last']);
  expect(keyFor('{full_name}_{uuid}', { full_name: 'Ann Miller', uuid: 'x1' })).toBe('Ann_Miller_x1');
});
