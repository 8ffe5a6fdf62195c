import type { Box } from '../api/types';

/** As much round a face as people are used to from portraits. */
const ROOM = 1.9;

interface Crop {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where the whole picture lies so that the square shows the face in its middle; in shares of the square. */
export const cropOf = (width: number, height: number, box: Box | undefined): Crop => {
  const face = box
    ? { x: (box.left + box.width / 2) * width, y: (box.top + box.height / 2) * height }
    : { x: width / 2, y: height / 2 };
  const wanted = box ? Math.max(box.width * width, box.height * height) * ROOM : Number.POSITIVE_INFINITY;
  const side = Math.min(wanted, width, height);
  const x = Math.min(Math.max(face.x - side / 2, 0), width - side);
  const y = Math.min(Math.max(face.y - side / 2, 0), height - side);
  return { left: -x / side, top: -y / side, width: width / side, height: height / side };
};
