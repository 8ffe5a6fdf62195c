import type { AttributeValue, Item } from '../../../api/aws/dynamodb';
import { fromPlain, type Plain, type TypeName, toPlain, typeOf } from './plain';

/** An attribute as it is edited: its value is text whatever its type. */
export interface Row {
  name: string;
  type: TypeName;
  text: string;
  /** A list or map with values that JSON has no word for: its text is DynamoDB's own JSON. */
  typed: boolean;
}

type RowFault = 'number' | 'base64' | 'set' | 'json' | 'list' | 'map';

const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

export const toRow = (name: string, value: AttributeValue): Row => {
  const type = typeOf(value);
  const row = (text: string, typed = false): Row => ({ name, type, text, typed });
  if ('S' in value) return row(value.S);
  if ('N' in value) return row(value.N);
  if ('B' in value) return row(value.B);
  if ('BOOL' in value) return row(String(value.BOOL));
  if ('SS' in value) return row(value.SS.join('\n'));
  if ('NS' in value) return row(value.NS.join('\n'));
  if ('BS' in value) return row(value.BS.join('\n'));
  if ('L' in value || 'M' in value) {
    const plain = toPlain(value);
    return plain === undefined ? row(pretty('L' in value ? value.L : value.M), true) : row(pretty(plain));
  }
  return row('');
};

export const toRows = (item: Item): Row[] => Object.entries(item).map(([name, value]) => toRow(name, value));

const setOf = (text: string, fits: (value: string) => boolean): string[] | undefined => {
  const values = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return values.length > 0 && new Set(values).size === values.length && values.every(fits)
    ? values
    : undefined;
};

const parsed = (row: Row): AttributeValue | RowFault => {
  let value: unknown;
  try {
    value = JSON.parse(row.text);
  } catch {
    return 'json';
  }
  const isList = Array.isArray(value);
  if (row.type === 'L' && !isList) return 'list';
  if (row.type === 'M' && (isList || value === null || typeof value !== 'object')) return 'map';
  if (row.typed) return row.type === 'L' ? { L: value as AttributeValue[] } : { M: value as Item };
  return fromPlain(value as Plain);
};

export const fromRow = (row: Row): AttributeValue | RowFault => {
  const text = row.text.trim();
  switch (row.type) {
    case 'S':
      return { S: row.text };
    case 'N':
      return NUMBER.test(text) ? { N: text } : 'number';
    case 'B':
      return BASE64.test(text) ? { B: text } : 'base64';
    case 'BOOL':
      return { BOOL: text === 'true' };
    case 'NULL':
      return { NULL: true };
    case 'SS': {
      const values = setOf(row.text, () => true);
      return values ? { SS: values } : 'set';
    }
    case 'NS': {
      const values = setOf(row.text, (value) => NUMBER.test(value));
      return values ? { NS: values } : 'set';
    }
    case 'BS': {
      const values = setOf(row.text, (value) => BASE64.test(value));
      return values ? { BS: values } : 'set';
    }
    default:
      return parsed(row);
  }
};

export const rowFault = (row: Row): RowFault | undefined => {
  const value = fromRow(row);
  return typeof value === 'string' ? value : undefined;
};

/** The item, or nothing where a row is wrong. */
export const toItem = (rows: readonly Row[]): Item | undefined => {
  const item: Item = {};
  for (const row of rows) {
    const value = fromRow(row);
    if (typeof value === 'string' || row.name === '' || Object.hasOwn(item, row.name)) return undefined;
    item[row.name] = value;
  }
  return item;
};

/** What is in another type's words makes a start in the new one, where it can. */
export const withType = (row: Row, type: TypeName): Row => {
  const text =
    type === 'BOOL'
      ? String(row.text === 'true')
      : type === 'NULL'
        ? ''
        : type === 'L'
          ? '[]'
          : type === 'M'
            ? '{}'
            : row.type === 'L' || row.type === 'M'
              ? ''
              : row.text;
  return { ...row, type, text, typed: false };
};
