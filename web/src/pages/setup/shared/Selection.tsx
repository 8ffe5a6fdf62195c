import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../../i18n';
import { Button } from '../../../ui';
import shared from '../../shared/shared.module.css';

interface Selection<Row> {
  rows: readonly Row[];
  /** Those of the rows that are chosen. */
  selected: readonly Row[];
  has: (row: Row) => boolean;
  choose: (row: Row, on: boolean) => void;
  chooseAll: () => void;
  clear: () => void;
}

/** Which rows of a list are chosen; those that are not there any more are not. */
export const useSelection = <Row,>(rows: readonly Row[], keyOf: (row: Row) => string): Selection<Row> => {
  const [keys, setKeys] = useState<readonly string[]>([]);
  const has = (row: Row) => keys.includes(keyOf(row));
  return {
    rows,
    selected: rows.filter(has),
    has,
    choose: (row, on) =>
      setKeys((before) => (on ? [...before, keyOf(row)] : before.filter((key) => key !== keyOf(row)))),
    chooseAll: () => setKeys(rows.map(keyOf)),
    clear: () => setKeys([]),
  };
};

/** Chooses all, or none where all are chosen. */
export const ChooseAll = <Row,>({ selection }: { selection: Selection<Row> }) => {
  const { rows, selected, chooseAll, clear } = selection;
  const all = selected.length === rows.length;
  return rows.length > 1 ? (
    <Button variant="quiet" onClick={all ? clear : chooseAll}>
      {t(all ? 'faces.chooseNone' : 'faces.chooseAll')}
    </Button>
  ) : null;
};

interface SelectionBarProps {
  label: string;
  /** How many are chosen; said to those who do not see it. */
  text: ComponentChildren;
  children: ComponentChildren;
}

/** What can be done with the rows that are chosen. */
export const SelectionBar = ({ label, text, children }: SelectionBarProps) => (
  <section class={shared.bar} aria-label={label}>
    <span class={shared.barText} role="status">
      {text}
    </span>
    {children}
  </section>
);
