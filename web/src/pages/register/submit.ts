import type { ApiError } from '../../api/errors';
import { pictureNumber } from '../people/photos';

/** Refusals of one picture; the server says which one where there were several. */
const OF_A_PHOTO = new Set([
  'no_face',
  'several_faces',
  'low_quality',
  'image_too_small',
  'image_too_large',
  'image_format',
  'identity_conflict',
  'image_of_another_person',
]);

/** Which of so many pictures an error is about; undefined: none, or it does not say. */
export const culpritOf = (error: ApiError, count: number): number | undefined => {
  if (!OF_A_PHOTO.has(error.code)) return undefined;
  const number = pictureNumber(error.detail ?? '');
  if (number >= 1 && number <= count) return number - 1;
  return count === 1 ? 0 : undefined;
};

/** crypto.randomUUID is kept from pages without https. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
