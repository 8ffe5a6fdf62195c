import { type Person, personPhoto } from '../../api/people';
import { plural, t } from '../../i18n';
import { can } from '../../session';
import { Badge, Clip, cx, Photo, RowChevron, rowClass, Time } from '../../ui';
import { personPath } from './paths';
import styles from './people.module.css';

export const ROW_HEIGHT = 64;
const THUMB = 40;

/** Sharp on screens with two pixels for each of ours. */
export const photoSize = (css: number) => Math.min(1024, Math.max(32, css * 2));

export const PersonRow = ({ person, tabIndex }: { person: Person; tabIndex: 0 | -1 }) => {
  const { id, name, collection, face_count, consent, updated_at } = person;
  return (
    <a class={cx(rowClass, styles.row)} href={personPath(id, collection)} tabIndex={tabIndex}>
      <Photo
        source={`${collection}/${id}/${updated_at}`}
        load={
          can('get_person_photo')
            ? (signal) => personPhoto(id, collection, photoSize(THUMB), signal)
            : undefined
        }
        alt=""
        size={THUMB}
        round
      />
      <span class={styles.rowNames}>
        <Clip text={name} strong />
        <span class={styles.rowId} dir="ltr" title={id}>
          {id}
        </span>
      </span>
      {!consent && (
        <span class={styles.rowConsent}>
          <Badge tone="warning" icon="alert">
            {t('person.noConsent')}
          </Badge>
        </span>
      )}
      <span class={styles.rowFaces}>{plural('person.photoCount', face_count)}</span>
      <span class={styles.rowTime}>
        <Time at={updated_at} />
      </span>
      <RowChevron />
    </a>
  );
};
