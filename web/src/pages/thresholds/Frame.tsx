import type { ComponentChildren } from 'preact';
import { t } from '../../i18n';
import { px } from '../../ui';
import { MEASURED_TO, PAD, similarityAtX, TICKS, xOf } from './axes';
import styles from './thresholds.module.css';
import { useWidth } from './useWidth';
import { similarityText } from './words';

/** Below the plot: the similarities. */
const FOOT = 26;
/** Where the last labels would run into each other. */
const NARROW_PX = 440;

interface FrameProps {
  height: number;
  /** Above the plot, for what is written there. */
  head: number;
  label: string;
  /** Where the part that is not measured says so: where the line does not run. */
  noteAt: 'top' | 'bottom';
  onChosen: (similarity: number) => void;
  /** Draws the plot, whose bottom is at `floor`. */
  children: (size: { width: number; floor: number }) => ComponentChildren;
}

/** What both charts share: the similarities below, the part that is not measured, and choosing by pointing. */
export const Frame = ({ height, head, label, noteAt, onChosen, children }: FrameProps) => {
  const { ref, width } = useWidth<HTMLDivElement>();
  const floor = height - FOOT;
  const choose = (event: PointerEvent & { currentTarget: SVGSVGElement }) => {
    if (event.buttons !== 1) return;
    onChosen(similarityAtX(event.clientX - event.currentTarget.getBoundingClientRect().left, width));
  };
  const ticks = width < NARROW_PX ? TICKS.filter((tick) => tick !== 99.9) : TICKS;
  const edge = xOf(MEASURED_TO, width);
  return (
    <div ref={ref} class={styles.chart} style={{ height: px(height) }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={label}
          onPointerDown={choose}
          onPointerMove={choose}
        >
          <rect
            class={styles.guessed}
            x={edge}
            y={head}
            width={Math.max(width - PAD - edge, 0)}
            height={floor - head}
          />
          <text class={styles.guessedText} x={edge + 8} y={noteAt === 'top' ? head + 16 : floor - 8}>
            {t('thresholds.extrapolated')}
          </text>
          {children({ width, floor })}
          {ticks.map((tick, index) => (
            <text
              key={tick}
              class={styles.tick}
              x={xOf(tick, width)}
              y={height - 8}
              text-anchor={index === 0 ? 'start' : index === ticks.length - 1 ? 'end' : 'middle'}
            >
              {similarityText(tick)}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
};
