import type { AttributeValue, Item } from '../../../api/aws/dynamodb';

export type Plain = string | number | boolean | null | Plain[] | { [name: string]: Plain };

export type TypeName = 'S' | 'N' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'L' | 'M' | 'B' | 'BS';
export const TYPES: readonly TypeName[] = ['S', 'N', 'BOOL', 'NULL', 'SS', 'NS', 'L', 'M', 'B', 'BS'];

export const typeOf = (value: AttributeValue): TypeName => (Object.keys(value)[0] ?? 'NULL') as TypeName;

/** Numbers of DynamoDB have 38 digits; those that a number of JavaScript cannot hold would come back as others. */
const isExact = (text: string): boolean => String(Number(text)) === text;

/** As JSON says it; undefined where JSON has no word for it (sets, bytes, long numbers). */
export const toPlain = (value: AttributeValue): Plain | undefined => {
  if ('S' in value) return value.S;
  if ('N' in value) return isExact(value.N) ? Number(value.N) : undefined;
  if ('BOOL' in value) return value.BOOL;
  if ('NULL' in value) return null;
  if ('L' in value) {
    const list = value.L.map(toPlain);
    return list.every((one) => one !== undefined) ? (list as Plain[]) : undefined;
  }
  if ('M' in value) {
    const entries = Object.entries(value.M).map(([name, one]) => [name, toPlain(one)] as const);
    return entries.every(([, one]) => one !== undefined)
      ? (Object.fromEntries(entries) as { [name: string]: Plain })
      : undefined;
  }
  return undefined;
};

export const fromPlain = (value: Plain): AttributeValue => {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(fromPlain) };
  return { M: Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fromPlain(one)])) };
};

/** On one line, for a list. */
export const summary = (value: AttributeValue): string => {
  if ('S' in value) return value.S;
  if ('N' in value) return value.N;
  if ('B' in value) return value.B;
  const plain = toPlain(value);
  if (plain !== undefined) return JSON.stringify(plain);
  const [inner] = Object.values(value) as unknown[];
  return Array.isArray(inner) && inner.every((one) => typeof one === 'string')
    ? inner.join(', ')
    : JSON.stringify(inner);
};

/** Strings and numbers as text, for keys and names; nothing for what is neither. */
export const asText = (value: AttributeValue | undefined): string | undefined =>
  value && 'S' in value ? value.S : value && 'N' in value ? value.N : undefined;

/** As much of an item as the attributes of a person can hold. */
export const plainItem = (item: Item, without: readonly string[] = []): Record<string, Plain> => {
  const out: Record<string, Plain> = {};
  for (const [name, value] of Object.entries(item)) {
    const plain = without.includes(name) ? undefined : toPlain(value);
    if (plain !== undefined) out[name] = plain;
  }
  return out;
};
