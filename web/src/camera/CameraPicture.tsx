import type { ComponentChildren } from 'preact';
import { t } from '../i18n';
import { cx, Spinner } from '../ui';
import styles from './camera.module.css';
import type { Camera } from './useCamera';

interface CameraPictureProps {
  camera: Camera;
  /** What lies over the picture. */
  children?: ComponentChildren;
}

/** The camera's picture, filling what it stands in. */
export const CameraPicture = ({ camera, children }: CameraPictureProps) => (
  <>
    <video
      ref={camera.video}
      class={cx(styles.video, camera.mirrored && styles.mirrored)}
      aria-label={t('camera.picture')}
      muted
      playsInline
      autoplay
    />
    {camera.state === 'starting' && (
      <p class={styles.starting}>
        <Spinner size={24} />
        <span>{t('camera.starting')}</span>
      </p>
    )}
    {camera.state === 'live' && children}
  </>
);
