import type { Item } from '../../../api/aws/dynamodb';
import type { CollectionFace } from '../../../api/faces';
import { formatNumber, t } from '../../../i18n';
import { Button, Clip, Mono, Time } from '../../../ui';
import styles from './collections.module.css';
import { FaceThumb } from './FaceThumb';
import type { ObjectPlace } from './items';

interface FaceRowProps {
  face: CollectionFace;
  item: Item | undefined;
  name: string | undefined;
  place: ObjectPlace | undefined;
  waiting: boolean;
  /** Absent: nothing can be done with it, so it is not chosen. */
  chosen: boolean | undefined;
  onChoose: (chosen: boolean) => void;
  onItem: () => void;
}

export const FaceRow = ({ face, item, name, place, waiting, chosen, onChoose, onItem }: FaceRowProps) => {
  const title = name ?? face.external_image_id ?? face.face_id;
  return (
    <li class={styles.face}>
      {chosen !== undefined && (
        <label class={styles.choose}>
          <input
            type="checkbox"
            aria-label={t('faces.choose', { name: title })}
            checked={chosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        </label>
      )}
      <FaceThumb place={place} box={face.box} waiting={waiting} />
      <div class={styles.faceText}>
        {title === face.face_id ? <Mono text={title} clip /> : <Clip text={title} strong />}
        <span class={styles.faceSub}>
          {name !== undefined && face.external_image_id && <Clip text={face.external_image_id} />}
          {title !== face.face_id && <Mono text={face.face_id} clip />}
        </span>
      </div>
      <div class={styles.faceMeta}>
        <Time at={face.created_at} />
        <span>
          {t('faces.confidence', { value: formatNumber(face.confidence, { maximumFractionDigits: 1 }) })}
        </span>
      </div>
      <div class={styles.faceItem}>
        {item && (
          <Button variant="quiet" onClick={onItem}>
            {t('faces.item')}
          </Button>
        )}
      </div>
    </li>
  );
};
