import { formatNumber, t } from '../../i18n';
import { MEASURED_TO, PAD, xOf } from './axes';
import { Frame } from './Frame';
import { GENUINE, type Pack, refusedAt } from './genuine';
import styles from './thresholds.module.css';
import { percentText, similarityText } from './words';

interface RefusalChartProps {
  pack: Pack;
  chosen: number;
  onChosen: (similarity: number) => void;
}

const HEIGHT = 178;
const HEAD = 8;
const GRID = [20, 40, 60] as const;
const TOP_PERCENT = { default: 50, fast: 75 } as const satisfies Record<Pack, number>;

/** How many genuine visits stay below a similarity: measured up to 80, a guess above. */
export const RefusalChart = ({ pack, chosen, onChosen }: RefusalChartProps) => {
  const points = GENUINE[pack].map(({ similarity, tarPercent, measured }) => ({
    similarity,
    percent: 100 - tarPercent,
    measured,
  }));
  const now = refusedAt(pack, chosen);
  const label = t('thresholds.refusalLabel', {
    similarity: similarityText(chosen),
    share: percentText(now.percent),
  });
  return (
    <Frame height={HEIGHT} head={HEAD} label={label} noteAt="top" onChosen={onChosen}>
      {({ width, floor }) => {
        const y = (percent: number) => floor - (percent / TOP_PERCENT[pack]) * (floor - HEAD);
        const path = (part: typeof points) =>
          part
            .map(
              ({ similarity, percent }, index) =>
                `${index === 0 ? 'M' : 'L'}${xOf(similarity, width).toFixed(1)} ${y(percent).toFixed(1)}`,
            )
            .join('');
        return (
          <>
            {GRID.filter((percent) => percent < TOP_PERCENT[pack]).map((percent) => (
              <g key={percent}>
                <path class={styles.grid} d={`M${PAD} ${y(percent)}H${width - PAD}`} />
                <text class={styles.gridText} x={PAD} y={y(percent) - 4}>
                  {formatNumber(percent / 100, { style: 'percent' })}
                </text>
              </g>
            ))}
            <path class={styles.base} d={`M${PAD} ${floor}H${width - PAD}`} />
            <path class={styles.refused} d={path(points.filter(({ measured }) => measured))} />
            <path
              class={styles.refusedGuess}
              d={path(points.filter(({ similarity }) => similarity >= MEASURED_TO))}
            />
            {points.map(({ similarity, percent }) => (
              <circle
                key={similarity}
                class={styles.point}
                cx={xOf(similarity, width)}
                cy={y(percent)}
                r="3"
              />
            ))}
            <path class={styles.chosen} d={`M${xOf(chosen, width)} ${HEAD}V${floor}`} />
            <circle class={styles.dot} cx={xOf(chosen, width)} cy={y(now.percent)} r="6" />
          </>
        );
      }}
    </Frame>
  );
};
