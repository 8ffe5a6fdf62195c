import styles from './charts.module.css';
import { px } from './cx';

interface SparklineProps {
  values: readonly number[];
  /** What the line shows, with its last value: the chart says nothing else to those who do not see it. */
  label: string;
  height?: number;
  /** As many places as there will be, so that the line grows in from the end. */
  slots?: number;
}

const WIDTH = 200;
const PAD = 2;

const pathOf = (values: readonly number[], slots: number, height: number): string => {
  const top = Math.max(...values, Number.EPSILON);
  const step = WIDTH / Math.max(slots - 1, 1);
  const start = slots - values.length;
  return values
    .map((value, index) => {
      const x = (start + index) * step;
      const y = height - PAD - (Math.max(value, 0) / top) * (height - 2 * PAD);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
};

export const Sparkline = ({ values, label, height = 44, slots = values.length }: SparklineProps) => {
  const line = values.length > 1 ? pathOf(values, slots, height) : '';
  const from = ((slots - values.length) * WIDTH) / Math.max(slots - 1, 1);
  return (
    <svg
      class={styles.sparkline}
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      style={{ height: px(height) }}
      role="img"
      aria-label={label}
    >
      <path class={styles.base} d={`M0 ${height - PAD}H${WIDTH}`} />
      {line && (
        <>
          <path class={styles.area} d={`${line}V${height}H${from.toFixed(1)}Z`} />
          <path class={styles.line} d={line} />
        </>
      )}
    </svg>
  );
};

interface MeterProps {
  /** 0 to 1. */
  share: number;
  label: string;
  tone?: 'accent' | 'warning' | 'danger';
}

export const Meter = ({ share, label, tone = 'accent' }: MeterProps) => (
  // biome-ignore lint/a11y/useSemanticElements: no browser lets a meter element be drawn with our colours
  <div
    class={styles.meter}
    role="meter"
    aria-label={label}
    aria-valuemin={0}
    aria-valuemax={100}
    aria-valuenow={Math.round(share * 100)}
  >
    <div class={styles[tone]} style={{ width: `${Math.min(Math.max(share, 0), 1) * 100}%` }} />
  </div>
);

interface BarListProps {
  label: string;
  bars: readonly { key: string; label: string; value: number; text: string }[];
}

/** Few values beside each other, largest first. */
export const BarList = ({ label, bars }: BarListProps) => {
  const top = Math.max(...bars.map((bar) => bar.value), Number.EPSILON);
  return (
    <ul class={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key} class={styles.bar}>
          <span class={styles.barLabel}>{bar.label}</span>
          <span class={styles.barText}>{bar.text}</span>
          <span class={styles.track}>
            <span style={{ width: `${(bar.value / top) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
};
