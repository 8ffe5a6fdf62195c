import type { AuditEvent } from '../../api/events';

export const ROWS_MAX = 100_000;

/** What a spreadsheet would take for a formula, and what would hide one. */
const FORMULA = /^[=+\-@\t\r]/;
/** Spreadsheets of some languages take semicolons or tabs for what separates fields. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/** A field by RFC 4180, which no spreadsheet computes. */
export const csvField = (value: string | number | undefined): string => {
  if (value === undefined) return '';
  // Numbers are ours and may be negative; a text never begins a formula.
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const line = (fields: readonly (string | number | undefined)[]) => `${fields.map(csvField).join(',')}\r\n`;

/** The names are the API's own, in every language: whoever reads on by program needs them the same. */
const COLUMNS = [
  'at',
  'action',
  'outcome',
  'similarity',
  'collection',
  'person_id',
  'actor',
  'access_key_id',
  'bucket',
  'table',
  'intake',
  'id',
] as const satisfies readonly (keyof AuditEvent)[];

/** Excel takes a file for UTF-8 by this mark only. */
export const BYTE_ORDER_MARK = '\ufeff';

export const CSV_TYPE = 'text/csv;charset=utf-8';

export const csvHead = (): string => line([...COLUMNS, 'actor_name']);

export const csvRow = (event: AuditEvent, actorName: string | undefined): string =>
  line([...COLUMNS.map((column) => event[column]), actorName]);

/** With the days that the rows are of, as far as they are known. */
export const csvName = (from: string | undefined, to: string | undefined): string =>
  `${['mien-activity', from, to === from ? undefined : to].filter(Boolean).join('_')}.csv`;
