import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../api/errors';
import type { Person } from '../../../api/people';
import { mayMerge, planFault, planOf, stepAfter } from './merge';

const person = (id: string, name: string, face_count = 2): Person => ({
  id,
  name,
  collection: 'people',
  attributes: {},
  consent: true,
  status: 'active',
  face_count,
  created_at: '2026-11-22T21:00:00.000Z',
  updated_at: '2026-11-22T21:00:00.000Z',
});

const ann = person('ann', 'Ann Ø');
const bo = person('bo', 'Bo');
const plan = planOf(ann, bo, false);

describe('a merge', () => {
  it('keeps the person whose page it is, unless swapped', () => {
    expect(plan).toEqual({ into: ann, from: bo });
    expect(planOf(ann, bo, true)).toEqual({ into: bo, from: ann });
  });

  it('needs two records, and no more faces than one person may have', () => {
    expect(planFault(plan)).toBeUndefined();
    expect(planFault(planOf(ann, ann, false))).toBe('same');
    expect(planFault(planOf(person('a', 'A', 60), person('b', 'B', 40), false))).toBeUndefined();
    expect(planFault(planOf(person('a', 'A', 60), person('b', 'B', 41), false))).toBe('tooMany');
  });

  it('needs the name or the id of the one who goes', () => {
    const typed = (text: string) => mayMerge(plan, { step: 'choose', typed: text, sure: false });
    expect(typed('Bo')).toBe(true);
    expect(typed(' bo ')).toBe(true);
    expect(typed('Ann Ø')).toBe(false);
    expect(typed('')).toBe(false);
    expect(mayMerge(undefined, { step: 'choose', typed: 'Bo', sure: true })).toBe(false);
  });

  it('is asked for again where the faces do not look alike', () => {
    expect(stepAfter(new ApiError({ status: 409, code: 'identity_conflict' }))).toBe('unlike');
    expect(stepAfter(new ApiError({ status: 409, code: 'changed_meanwhile' }))).toBe('choose');
    expect(mayMerge(plan, { step: 'unlike', typed: 'Bo', sure: false })).toBe(false);
    expect(mayMerge(plan, { step: 'unlike', typed: 'Bo', sure: true })).toBe(true);
    expect(mayMerge(plan, { step: 'unlike', typed: '', sure: true })).toBe(false);
  });
});
