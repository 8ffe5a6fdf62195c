import type { Face, Person } from '../../../api/people';
import { pictureEnding } from '../../shared/pictureEnding';

const NAME_BYTES_MAX = 80;
const ID_BYTES_MAX = 64;

/** What file systems refuse or take for a path, and what turns or hides the text around it. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Co}\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\:*?"<>|%~#]+/gu;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** As many whole characters as fit, as people see them: none is cut in two, and no accent or skin colour lost. */
const cut = (text: string, bytesMax: number): string => {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (bytesOf(kept + segment) > bytesMax) break;
    kept += segment;
  }
  return kept;
};

/** A text of any script as a part of a file name that every system takes. May be empty. */
export const safePart = (text: string, bytesMax = NAME_BYTES_MAX): string => {
  const clean = text.normalize('NFC').replace(UNSAFE, ' ').replace(/\s+/g, '-');
  // Windows drops dots at the end, others hide what begins with one.
  return cut(clean.replace(/^[-.]+/, ''), bytesMax).replace(/[-.]+$/, '');
};

/** "mien_Ann-Ø_ann_2026-11-23.zip" */
export const archiveName = ({ name, id }: Pick<Person, 'name' | 'id'>, at: Date): string => {
  const parts = ['mien', safePart(name), safePart(id, ID_BYTES_MAX), at.toISOString().slice(0, 10)];
  return `${parts.filter((part) => part !== '').join('_')}.zip`;
};

/** Numbered in the order of person.json; a face's own square stands beside the whole picture. */
export const photoName = (face: Face, index: number, kind: 'picture' | 'face', type: string): string => {
  const number = String(index + 1).padStart(3, '0');
  const suffix = kind === 'face' ? '_face' : '';
  const id = safePart(face.face_id, ID_BYTES_MAX);
  return `photos/${number}_${face.created_at.slice(0, 10)}_${id}${suffix}.${pictureEnding(type)}`;
};
