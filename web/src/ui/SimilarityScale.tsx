import { formatSimilarity, t } from '../i18n';
import { cx } from './cx';
import styles from './SimilarityScale.module.css';

interface SimilarityScaleProps {
  similarity: number;
  /** Absent where it is not known what was asked for. */
  threshold?: number | undefined;
  reached: boolean;
}

const WIDTH = 320;
const PAD = 8;
const place = (value: number) => PAD + (Math.min(Math.max(value, 0), 100) / 100) * (WIDTH - 2 * PAD);

/** Where a similarity lies between 0 and 100, and where the threshold. */
export const SimilarityScale = ({ similarity, threshold, reached }: SimilarityScaleProps) => {
  const shown = formatSimilarity(similarity);
  const needed = threshold === undefined ? undefined : formatSimilarity(threshold);
  const bar = place(threshold ?? 100);
  const dot = place(similarity);
  const label =
    needed === undefined
      ? t('similarity.alone', { similarity: shown })
      : t('similarity.scale', { similarity: shown, threshold: needed });
  return (
    <figure class={styles.figure}>
      <svg viewBox={`0 0 ${WIDTH} 34`} role="img" aria-label={label}>
        <path class={styles.track} d={`M${PAD} 17H${WIDTH - PAD}`} />
        {needed !== undefined && (
          <>
            <path class={styles.above} d={`M${bar} 17H${WIDTH - PAD}`} />
            <path class={styles.threshold} d={`M${bar} 5V29`} />
          </>
        )}
        <circle class={cx(styles.dot, reached && styles.reached)} cx={dot} cy="17" r="7" />
        {reached && <path class={styles.tick} d={`M${dot - 3} 17l2.2 2.2 3.8-4.2`} />}
      </svg>
      <figcaption>
        <span>
          {t('similarity.title')} <strong>{shown}</strong>
        </span>
        {needed !== undefined && (
          <span>
            {t('similarity.threshold')} <strong>{needed}</strong>
          </span>
        )}
      </figcaption>
    </figure>
  );
};
