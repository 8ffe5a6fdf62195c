import { useRef, useState } from 'preact/hooks';
import { formatDay, formatNumber, plural, t } from '../../i18n';
import { cx } from '../../ui';
import styles from './activity.module.css';
import { type Day, startOfDay } from './days';
import { GROUPS, type Group } from './filter';

interface HistogramProps {
  days: readonly Day<Group>[];
  /** The one day that is shown below, where it is one. */
  selected: string | undefined;
  onSelect: (day: string) => void;
}

/** A day and what came of it, for those who point at its bar or do not see it. */
const sentence = ({ day, counts, total }: Day<Group>): string =>
  [
    `${formatDay(startOfDay(day))}: ${plural('activity.events', total)}`,
    ...GROUPS.filter((group) => counts[group]).map(
      (group) => `${t(`activity.group.${group}`)} ${formatNumber(counts[group] ?? 0)}`,
    ),
  ].join(', ');

/** Stacked bars, a day each. Arrow keys move among them, as the tab key passes the chart as one stop. */
export const Histogram = ({ days, selected, onSelect }: HistogramProps) => {
  const root = useRef<HTMLFieldSetElement>(null);
  const [active, setActive] = useState(days.length - 1);
  const top = Math.max(...days.map(({ total }) => total), 1);
  const current = Math.min(active, days.length - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ArrowRight: current + 1,
      ArrowLeft: current - 1,
      Home: 0,
      End: days.length - 1,
    }[event.key];
    if (next === undefined || next < 0 || next >= days.length) return;
    event.preventDefault();
    setActive(next);
    root.current?.querySelectorAll('button')[next]?.focus();
  };

  return (
    <div>
      <p class={styles.top} aria-hidden="true">
        {formatNumber(top)}
      </p>
      <fieldset ref={root} class={styles.bars} aria-label={t('activity.chart')} onKeyDown={onKeyDown}>
        {days.map((day, index) => (
          <button
            key={day.day}
            type="button"
            class={cx(styles.bar, selected === day.day && styles.selected)}
            tabIndex={index === current ? 0 : -1}
            aria-pressed={selected === day.day}
            aria-label={sentence(day)}
            title={sentence(day)}
            onClick={() => {
              setActive(index);
              onSelect(day.day);
            }}
          >
            {GROUPS.filter((group) => day.counts[group]).map((group) => (
              <span
                key={group}
                class={cx(styles.part, styles[group])}
                style={{ height: `${((day.counts[group] ?? 0) / top) * 100}%` }}
              />
            ))}
          </button>
        ))}
      </fieldset>
      <p class={styles.ends} aria-hidden="true">
        <span>{formatDay(startOfDay(days[0]?.day ?? ''))}</span>
        <span>{formatDay(startOfDay(days.at(-1)?.day ?? ''))}</span>
      </p>
    </div>
  );
};
