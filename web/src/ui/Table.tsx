import type { ComponentChildren } from 'preact';
import { cx } from './cx';
import styles from './Table.module.css';

export interface Column<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ComponentChildren;
  /** Figures stand at the end of their column. */
  align?: 'end';
  /** The header is said and not shown (a column of buttons). */
  hideHeader?: boolean;
}

interface TableProps<Row> {
  /** What the table is of, for those who do not see where it stands. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Columns of one width, whatever is in them. */
  fixed?: boolean;
}

/** A table on a desk; on a phone each row is a block of names and values. The first column names the row. */
export const Table = <Row,>({ caption, columns, rows, rowKey, fixed }: TableProps<Row>) => (
  <table class={cx(styles.table, fixed && styles.fixed)}>
    <caption class="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.key} scope="col" class={cx(column.align === 'end' && styles.end)}>
            <span class={cx(column.hideHeader && 'visually-hidden')}>{column.header}</span>
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={rowKey(row)}>
          {columns.map((column) => (
            <td
              key={column.key}
              class={cx(column.align === 'end' && styles.end)}
              data-label={column.hideHeader ? undefined : column.header}
            >
              {column.cell(row)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
