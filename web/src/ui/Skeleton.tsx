import { t } from '../i18n';
import { px } from './cx';
import styles from './Skeleton.module.css';

const length = (value: number | string) => (typeof value === 'number' ? px(value) : value);

interface SkeletonProps {
  width?: number | string;
  height?: number | string;
  round?: boolean;
}

/** Takes the place of what is to come, in its final size. */
export const Skeleton = ({ width = '100%', height = 16, round }: SkeletonProps) => (
  <span
    class={styles.skeleton}
    style={{ width: length(width), height: length(height), ...(round ? { borderRadius: '50%' } : {}) }}
    aria-hidden="true"
  />
);

/** Rows of a list that is being loaded, said once to those who do not see them. */
export const SkeletonRows = ({ rows = 6, height = 48 }: { rows?: number; height?: number }) => (
  <div role="status">
    <span class="visually-hidden">{t('state.loading')}</span>
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} class={styles.row} style={{ height: px(height) }}>
        <Skeleton width={`${[46, 62, 38, 54][index % 4]}%`} />
      </div>
    ))}
  </div>
);
