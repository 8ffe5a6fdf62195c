import { useEffect, useState } from 'preact/hooks';
import { getObject } from '../../../api/aws/s3';
import type { Box } from '../../../api/types';
import { FaceCrop } from '../../../camera';
import { Icon, Skeleton } from '../../../ui';
import { useSeen } from '../shared/useSeen';
import styles from './collections.module.css';
import type { ObjectPlace } from './items';

interface FaceThumbProps {
  /** Where the picture lies, if that is known. */
  place: ObjectPlace | undefined;
  box: Box;
  /** The item that may name the picture is still being looked for. */
  waiting?: boolean;
}

/** The face, cut out of the bucket's picture that its item names. */
export const FaceThumb = ({ place, box, waiting }: FaceThumbProps) => {
  const { ref, seen } = useSeen<HTMLSpanElement>();
  const [picture, setPicture] = useState<Blob>();
  const [failed, setFailed] = useState(false);
  const source = place ? `${place.bucket}/${place.key}` : '';

  useEffect(() => {
    setPicture(undefined);
    setFailed(false);
    if (!place || !seen) return undefined;
    const abort = new AbortController();
    getObject(place.bucket, place.key, abort.signal).then(setPicture, () => {
      if (!abort.signal.aborted) setFailed(true);
    });
    return () => abort.abort();
  }, [source, seen]);

  return (
    <span class={styles.thumb} ref={ref}>
      {picture && <FaceCrop picture={picture} box={box} alt="" />}
      {!picture && (waiting || (place && !failed)) && <Skeleton width={48} height={48} />}
      {!picture && !waiting && (!place || failed) && <Icon name="user" size={24} />}
    </span>
  );
};
