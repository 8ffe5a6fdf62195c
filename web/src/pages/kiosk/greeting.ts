import type { Box } from '../../api/types';
import type { Guide } from '../../camera';

/** A face that has had its answer and is not asked about again for a while. */
export interface Greeted {
  box: Box | undefined;
  /** On the guide's clock. */
  until: number;
}

/** Between two frames a face moves less than this; what overlaps less is another one. */
const SAME_OVERLAP = 0.15;

/** Shared area by covered area. */
const overlap = (a: Box, b: Box): number => {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
};

/** Follows the face that was greeted; undefined once it has left, another one came, or its time is over. */
export const stillGreeted = (greeted: Greeted | undefined, guide: Guide): Greeted | undefined => {
  if (!greeted || guide.at >= greeted.until || guide.hint === 'no_face') return undefined;
  if (!guide.box || !greeted.box) return greeted;
  return overlap(greeted.box, guide.box) < SAME_OVERLAP ? undefined : { ...greeted, box: guide.box };
};
