import { describe, expect, it } from 'vitest';
import type { Guide } from '../../camera/guide';
import { stillGreeted } from './greeting';
import { parseSettings } from './settings';

const box = (left: number) => ({ left, top: 0.3, width: 0.3, height: 0.4 });

const guide = (change: Partial<Guide>): Guide => ({
  hint: 'good',
  latest: 'good',
  repeats: 1,
  goodSince: 0,
  box: box(0.3),
  at: 1000,
  ...change,
});

describe('a face that was greeted', () => {
  const greeted = { box: box(0.3), until: 5000 };

  it('is followed while it stays', () => {
    expect(stillGreeted(greeted, guide({ box: box(0.36) }))).toEqual({ box: box(0.36), until: 5000 });
  });

  it('may be missed in a frame', () => {
    expect(stillGreeted(greeted, guide({ box: undefined, latest: 'no_face' }))).toBe(greeted);
  });

  it('is forgotten when it has left', () => {
    expect(stillGreeted(greeted, guide({ hint: 'no_face', box: undefined }))).toBeUndefined();
  });

  it('is not the one that appears elsewhere', () => {
    expect(stillGreeted(greeted, guide({ box: box(0.65) }))).toBeUndefined();
  });

  it('may be greeted again after its time', () => {
    expect(stillGreeted(greeted, guide({ at: 5000 }))).toBeUndefined();
  });
});

describe('settings', () => {
  it('are what was kept', () => {
    expect(parseSettings('{"collection":"staff","seconds":5}')).toEqual({ collection: 'staff', seconds: 5 });
  });

  it.each([undefined, '', '{', '[]', '{"collection":1,"seconds":"3"}', '{"collection":"","seconds":60}'])(
    'are the defaults in place of %s',
    (stored) => {
      expect(parseSettings(stored)).toEqual({ collection: 'people', seconds: 3 });
    },
  );
});
