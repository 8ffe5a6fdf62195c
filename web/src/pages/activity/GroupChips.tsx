import { formatCompact, t } from '../../i18n';
import { cx, Icon } from '../../ui';
import styles from './activity.module.css';
import { GROUPS, type Group } from './filter';
import { LOOKS } from './outcome';

interface GroupChipsProps {
  chosen: readonly Group[];
  onChange: (groups: Group[]) => void;
  /** How many there were in the days of the chart, as far as that is known. */
  totals: Partial<Record<Group, number>> | undefined;
}

/** The kinds of outcome: the chart's legend, and a filter. */
export const GroupChips = ({ chosen, onChange, totals }: GroupChipsProps) => (
  <fieldset class={styles.chips}>
    <legend class="visually-hidden">{t('activity.outcome')}</legend>
    {GROUPS.map((group) => {
      const isOn = chosen.includes(group);
      return (
        <button
          key={group}
          type="button"
          class={cx(styles.chip, isOn && styles.on)}
          aria-pressed={isOn}
          onClick={() => onChange(isOn ? chosen.filter((one) => one !== group) : [...chosen, group])}
        >
          <span class={cx(styles.swatch, styles[group])} />
          <Icon name={LOOKS[group].icon} size={16} />
          {t(`activity.group.${group}`)}
          {totals && <span class={styles.count}>{formatCompact(totals[group] ?? 0)}</span>}
        </button>
      );
    })}
  </fieldset>
);
