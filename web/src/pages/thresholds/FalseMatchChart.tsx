import { t } from '../../i18n';
import { PAD, PLACE_MAX, PLACE_MIN, similarityOf, xOf } from './axes';
import { falseAcceptRate } from './calibration';
import { Frame } from './Frame';
import styles from './thresholds.module.css';
import { similarityText, strangersText, tickText } from './words';

interface ChartProps {
  people: number;
  visits: number;
  target: number;
  chosen: number;
  /** What 1:N and 1:1 ask for now. */
  search: number;
  single: number;
  onChosen: (similarity: number) => void;
}

const HEIGHT = 288;
const HEAD = 44;
const DECADES_MAX = 10;
const STEPS = 96;
/** Nearer to each other than this, two labels would lie on each other. */
const LABEL_PX = 60;

/** The powers of ten between which the curve lies. */
const powersOf = (people: number, visits: number) => {
  const highest = visits * falseAcceptRate(similarityOf(PLACE_MIN), people);
  const lowest = visits * falseAcceptRate(similarityOf(PLACE_MAX), people);
  const top = Math.ceil(Math.log10(Math.max(highest, 1e-6)));
  const bottom = Math.floor(Math.log10(Math.max(lowest, 1e-12)));
  return { top, bottom: Math.min(Math.max(bottom, top - DECADES_MAX), top - 1) };
};

interface MarkerProps {
  x: number;
  floor: number;
  text: string;
  /** The second line of labels, where the first one is taken. */
  second: boolean;
  width: number;
}

const Marker = ({ x, floor, text, second, width }: MarkerProps) => {
  const anchor = x < LABEL_PX ? 'start' : x > width - LABEL_PX ? 'end' : 'middle';
  const y = second ? 14 : 32;
  return (
    <g>
      <path class={styles.marker} d={`M${x} ${y + 5}V${floor}`} />
      <text class={styles.markerText} x={x} y={y} text-anchor={anchor}>
        {text}
      </text>
    </g>
  );
};

/** How many strangers a day would be taken for somebody, by similarity; the vertical scale is logarithmic. */
export const FalseMatchChart = (props: ChartProps) => {
  const { people, visits, target, chosen, search, single, onChosen } = props;
  const { top, bottom } = powersOf(people, visits);
  const rate = (similarity: number) => visits * falseAcceptRate(similarity, people);
  const label = t('thresholds.chartLabel', {
    sentence: strangersText(chosen, rate(chosen)),
    search: similarityText(search),
    single: similarityText(single),
  });
  return (
    <Frame height={HEIGHT} head={HEAD} label={label} noteAt="bottom" onChosen={onChosen}>
      {({ width, floor }) => {
        const y = (perDay: number) =>
          HEAD + ((top - Math.log10(Math.max(perDay, 1e-15))) / (top - bottom)) * (floor - HEAD);
        const line = Array.from({ length: STEPS + 1 }, (_, step) => {
          const similarity = similarityOf(PLACE_MIN + (step / STEPS) * (PLACE_MAX - PLACE_MIN));
          const at = Math.min(y(rate(similarity)), floor);
          return `${step === 0 ? 'M' : 'L'}${xOf(similarity, width).toFixed(1)} ${at.toFixed(1)}`;
        }).join('');
        const powers = Array.from({ length: top - bottom }, (_, index) => top - index);
        const labelEvery = top - bottom > 6 ? 2 : 1;
        const wanted = y(visits * target);
        const same = Math.abs(search - single) < 0.05;
        return (
          <>
            {powers.map((power, index) => (
              <g key={power}>
                <path class={styles.grid} d={`M${PAD} ${y(10 ** power)}H${width - PAD}`} />
                {index % labelEvery === 0 && index > 0 && (
                  <text class={styles.gridText} x={PAD} y={y(10 ** power) - 4}>
                    {tickText(power)}
                  </text>
                )}
              </g>
            ))}
            <path class={styles.base} d={`M${PAD} ${floor}H${width - PAD}`} />
            {wanted > HEAD && wanted < floor && (
              <>
                <path class={styles.target} d={`M${PAD} ${wanted}H${width - PAD}`} />
                <text class={styles.targetText} x={width - PAD - 6} y={wanted - 5} text-anchor="end">
                  {t('thresholds.targetLine')}
                </text>
              </>
            )}
            <path class={styles.curve} d={line} />
            {!same && (
              <Marker
                x={xOf(single, width)}
                floor={floor}
                text={t('thresholds.nowSingle', { similarity: similarityText(single) })}
                second={Math.abs(xOf(single, width) - xOf(search, width)) < 2 * LABEL_PX}
                width={width}
              />
            )}
            <Marker
              x={xOf(search, width)}
              floor={floor}
              text={t(same ? 'thresholds.nowBoth' : 'thresholds.nowSearch', {
                similarity: similarityText(search),
              })}
              second={false}
              width={width}
            />
            <path class={styles.chosen} d={`M${xOf(chosen, width)} ${HEAD}V${floor}`} />
            <circle class={styles.dot} cx={xOf(chosen, width)} cy={Math.min(y(rate(chosen)), floor)} r="6" />
          </>
        );
      }}
    </Frame>
  );
};
