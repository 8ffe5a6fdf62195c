import type { Person } from '../../api/people';
import { plural, t } from '../../i18n';
import { Badge, Clip, cx, RowChevron, rowClass, Time } from '../../ui';
import { PersonPhoto, photoSize } from '../shared/PersonPhoto';
import { personPath } from './paths';
import styles from './people.module.css';

export const ROW_HEIGHT = 64;
const THUMB = 40;

export const PersonRow = ({ person, tabIndex }: { person: Person; tabIndex: 0 | -1 }) => {
  const { id, name, collection, face_count, consent, updated_at } = person;
  return (
    <a class={cx(rowClass, styles.row)} href={personPath(id, collection)} tabIndex={tabIndex}>
      <PersonPhoto
        id={id}
        collection={collection}
        pixels={photoSize(THUMB)}
        version={updated_at}
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
