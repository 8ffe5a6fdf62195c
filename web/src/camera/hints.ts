import type { IconName } from '../ui';
import type { Hint } from './guide';

type Tone = 'waiting' | 'todo' | 'good';

export const toneOf = (hint: Hint): Tone => {
  if (hint === 'good') return 'good';
  return hint === 'searching' || hint === 'no_face' ? 'waiting' : 'todo';
};

const ICONS: Record<Hint, IconName> = {
  searching: 'authenticate',
  no_face: 'authenticate',
  several_faces: 'people',
  too_far: 'plus',
  too_close: 'user',
  off_centre: 'authenticate',
  too_dark: 'sun',
  too_bright: 'sun',
  turned: 'eye',
  moving: 'activity',
  good: 'check',
};

export const iconOf = (hint: Hint): IconName => ICONS[hint];
