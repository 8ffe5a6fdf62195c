import type { Attributes } from '../../api/people';

/** The server takes 16 KiB of them. */
export const ATTRIBUTES_BYTES_MAX = 16 * 1024;

export interface AttributeRow {
  /** Tells rows apart while they are edited. */
  row: number;
  key: string;
  text: string;
  /** What the value was: a number that stays one goes back as a number. */
  kind: 'string' | 'number' | 'boolean';
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** Whether rows of texts can show all there is; lists, objects and null want JSON. */
export const fitsRows = (attributes: Attributes): boolean => Object.values(attributes).every(isScalar);

export const toRows = (attributes: Attributes): AttributeRow[] =>
  Object.entries(attributes).map(([key, value], row) => ({
    row,
    key,
    text: String(value),
    kind: typeof value as AttributeRow['kind'],
  }));

const parsed = ({ text, kind }: AttributeRow): unknown => {
  if (kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
};

type RowsFault = 'emptyKey' | 'doubleKey';

/** Rows without name and value are passed over. */
export const fromRows = (rows: readonly AttributeRow[]): Attributes | RowsFault => {
  const attributes: Attributes = {};
  for (const row of rows) {
    const key = row.key.trim();
    if (key === '' && row.text === '') continue;
    if (key === '') return 'emptyKey';
    if (Object.hasOwn(attributes, key)) return 'doubleKey';
    Object.defineProperty(attributes, key, { value: parsed(row), enumerable: true });
  }
  return attributes;
};

/** The object that a text of JSON is, or undefined where it is none. */
export const fromJson = (text: string): Attributes | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Attributes)
      : undefined;
  } catch {
    return undefined;
  }
};

export const bytesOf = (attributes: Attributes): number =>
  new TextEncoder().encode(JSON.stringify(attributes)).length;

/** As it is read: texts as they are, everything else as JSON. */
export const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
