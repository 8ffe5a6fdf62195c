import type { EventCount } from '../../api/events';
import type { Resource } from '../../data';
import { formatDay, formatNumber, plural, t } from '../../i18n';
import { Card, cx, ErrorBanner, Skeleton, Table } from '../../ui';
import styles from './activity.module.css';
import { byDay, startOfDay } from './days';
import { type Filter, GROUPS, type Group, groupOf } from './filter';
import { GroupChips } from './GroupChips';
import { Histogram } from './Histogram';

const SPANS = [7, 30, 90] as const;
export type Span = (typeof SPANS)[number];

interface ChartCardProps {
  counts: Resource<EventCount[]>;
  days: readonly string[];
  span: Span;
  onSpan: (span: Span) => void;
  filter: Filter;
  onFilter: (change: Partial<Filter>) => void;
}

/** How many there were each day: a chart, its legend by which outcomes are chosen, and the same as a table. */
export const ChartCard = ({ counts, days, span, onSpan, filter, onFilter }: ChartCardProps) => {
  const ofAction = (counts.data ?? []).filter(({ action }) => !filter.action || action === filter.action);
  const all = byDay<Group>(ofAction, days, ({ outcome }) => groupOf(outcome));
  const wanted = (group: Group) => filter.groups.length === 0 || filter.groups.includes(group);
  const shown = byDay<Group>(ofAction, days, ({ outcome }) => {
    const group = groupOf(outcome);
    return wanted(group) ? group : undefined;
  });
  const totals: Partial<Record<Group, number>> = {};
  for (const day of all) {
    for (const group of GROUPS) totals[group] = (totals[group] ?? 0) + (day.counts[group] ?? 0);
  }
  const single = filter.from !== undefined && filter.from === filter.to ? filter.from : undefined;
  const select = (day: string) =>
    onFilter(day === single ? { from: undefined, to: undefined } : { from: day, to: day });

  return (
    <Card
      title={t('activity.perDay')}
      actions={
        <fieldset class={styles.spans}>
          <legend class="visually-hidden">{t('activity.span')}</legend>
          {SPANS.map((count) => (
            <button
              key={count}
              type="button"
              class={cx(styles.span, span === count && styles.on)}
              aria-pressed={span === count}
              onClick={() => onSpan(count)}
            >
              {plural('activity.days', count)}
            </button>
          ))}
        </fieldset>
      }
    >
      <div class={styles.chartCard}>
        <GroupChips
          chosen={filter.groups}
          onChange={(groups) => onFilter({ groups })}
          totals={counts.data && totals}
        />
        {counts.error && <ErrorBanner problem={counts.error} onRetry={counts.reload} />}
        {counts.data ? (
          <>
            <Histogram days={shown} selected={single} onSelect={select} />
            {filter.person && <p class={styles.note}>{t('activity.chartOfAll')}</p>}
            <details class={styles.asTable}>
              <summary>{t('activity.asTable')}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
              <section class={styles.scroll} tabIndex={0} aria-label={t('activity.asTable')}>
                <Table
                  caption={t('activity.perDay')}
                  columns={[
                    {
                      key: 'day',
                      header: t('activity.day'),
                      cell: (row) => <time dateTime={row.day}>{formatDay(startOfDay(row.day))}</time>,
                    },
                    ...GROUPS.map((group) => ({
                      key: group,
                      header: t(`activity.group.${group}`),
                      align: 'end' as const,
                      cell: (row: (typeof shown)[number]) => formatNumber(row.counts[group] ?? 0),
                    })),
                  ]}
                  rows={[...shown].reverse()}
                  rowKey={(row) => row.day}
                />
              </section>
            </details>
          </>
        ) : (
          !counts.error && <Skeleton height={178} />
        )}
      </div>
    </Card>
  );
};
