import { formatNumber, t } from '../../i18n';
import { cx } from '../../ui';
import styles from './authenticate.module.css';

interface ScaleProps {
  similarity: number;
  threshold: number;
  reached: boolean;
}

const WIDTH = 320;
const PAD = 8;
const place = (value: number) => PAD + (Math.min(Math.max(value, 0), 100) / 100) * (WIDTH - 2 * PAD);
const show = (value: number) => formatNumber(value, { maximumFractionDigits: 1 });

/** Where the similarity lies, and where the threshold. */
export const Scale = ({ similarity, threshold, reached }: ScaleProps) => {
  const params = { similarity: show(similarity), threshold: show(threshold) };
  const bar = place(threshold);
  const dot = place(similarity);
  return (
    <figure class={styles.scale}>
      <svg viewBox={`0 0 ${WIDTH} 34`} role="img" aria-label={t('authenticate.scale', params)}>
        <path class={styles.track} d={`M${PAD} 17H${WIDTH - PAD}`} />
        <path class={styles.above} d={`M${bar} 17H${WIDTH - PAD}`} />
        <path class={styles.threshold} d={`M${bar} 5V29`} />
        <circle class={cx(styles.dot, reached && styles.reached)} cx={dot} cy="17" r="7" />
        {reached && <path class={styles.tick} d={`M${dot - 3} 17l2.2 2.2 3.8-4.2`} />}
      </svg>
      <figcaption>
        <span>
          {t('authenticate.similarity')} <strong>{params.similarity}</strong>
        </span>
        <span>
          {t('authenticate.threshold')} <strong>{params.threshold}</strong>
        </span>
      </figcaption>
    </figure>
  );
};
