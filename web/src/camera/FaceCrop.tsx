import { useState } from 'preact/hooks';
import type { Box } from '../api/types';
import { cx, Icon } from '../ui';
import styles from './camera.module.css';
import { useObjectUrl } from './useObjectUrl';

interface FaceCropProps {
  picture: Blob;
  box: Box | undefined;
  alt: string;
  /** Fills a round frame instead of a square one. */
  round?: boolean;
}

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

const percent = (share: number) => `${share * 100}%`;

/** A square of a picture that is still here, round the face. */
export const FaceCrop = ({ picture, box, alt, round }: FaceCropProps) => {
  const url = useObjectUrl(picture);
  const [size, setSize] = useState<{ width: number; height: number }>();
  const [broken, setBroken] = useState(false);
  const crop = size && cropOf(size.width, size.height, box);
  return (
    <span class={cx(styles.crop, round && styles.roundCrop)}>
      {url && !broken && (
        <img
          src={url}
          alt={alt}
          width={96}
          height={96}
          style={
            crop
              ? {
                  left: percent(crop.left),
                  top: percent(crop.top),
                  width: percent(crop.width),
                  height: percent(crop.height),
                }
              : { visibility: 'hidden' }
          }
          onLoad={({ currentTarget }) =>
            setSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
          }
          onError={() => setBroken(true)}
        />
      )}
      {broken && <Icon name="image" size={28} />}
    </span>
  );
};
