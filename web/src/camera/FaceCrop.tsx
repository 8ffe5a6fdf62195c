import { useState } from 'preact/hooks';
import type { Box } from '../api/types';
import { cx, Icon } from '../ui';
import styles from './camera.module.css';
import { cropOf } from './crop';
import { useObjectUrl } from './useObjectUrl';

interface FaceCropProps {
  picture: Blob;
  box: Box | undefined;
  alt: string;
  /** Fills a round frame instead of a square one. */
  round?: boolean;
}

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
