import { FaceCrop, verdictOf } from '../../camera';
import { t } from '../../i18n';
import { cx, Icon, IconButton, type IconName, Spinner } from '../../ui';
import { IMAGES_MAX } from '../people/photos';
import styles from './register.module.css';
import type { TakenPhoto } from './usePhotos';

interface StripProps {
  photos: readonly TakenPhoto[];
  selected: number | undefined;
  onSelect: (key: number) => void;
  onRemove: (key: number) => void;
}

interface State {
  tone: 'waiting' | 'unknown' | 'success' | 'warning' | 'danger';
  text: string;
}

const stateOf = ({ check, problem }: TakenPhoto): State => {
  if (problem) return { tone: 'danger', text: t('register.photo.refused') };
  if (check === 'waiting') return { tone: 'waiting', text: t('register.photo.checking') };
  if (check === 'unknown') return { tone: 'unknown', text: t('register.photo.unchecked') };
  return verdictOf(check);
};

const ICONS: Record<Exclude<State['tone'], 'waiting'>, IconName> = {
  unknown: 'info',
  success: 'check',
  warning: 'alert',
  danger: 'error',
};

export const PhotoState = ({ photo }: { photo: TakenPhoto }) => {
  const { tone, text } = stateOf(photo);
  return (
    <span class={cx(styles.state, styles[tone])}>
      {tone === 'waiting' ? <Spinner size={14} /> : <Icon name={ICONS[tone]} size={14} strokeWidth={2.2} />}
      <span>{text}</span>
    </span>
  );
};

/** All photos of the person, in the order in which they are sent. */
export const PhotoStrip = ({ photos, selected, onSelect, onRemove }: StripProps) => (
  <div class={styles.stripBox}>
    <h2 class={styles.stripTitle}>{t('register.photos', { count: photos.length, max: IMAGES_MAX })}</h2>
    <ul class={styles.strip}>
      {photos.map((photo, index) => {
        const name = t('register.photo.number', { number: index + 1 });
        const face = typeof photo.check === 'string' ? undefined : photo.check.faces[0]?.box;
        return (
          <li key={photo.key} class={styles.stripItem}>
            <button
              type="button"
              class={cx(styles.thumb, photo.key === selected && styles.selected)}
              aria-pressed={photo.key === selected}
              aria-label={`${name}: ${stateOf(photo).text}`}
              onClick={() => onSelect(photo.key)}
            >
              <FaceCrop picture={photo.blob} box={face} alt="" />
            </button>
            <PhotoState photo={photo} />
            <span class={styles.thumbRemove}>
              <IconButton
                icon="close"
                size={16}
                label={t('register.photo.remove', { photo: name })}
                onClick={() => onRemove(photo.key)}
              />
            </span>
          </li>
        );
      })}
    </ul>
  </div>
);
