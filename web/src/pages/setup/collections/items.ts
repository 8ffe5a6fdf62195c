import type { AttributeValue, Item, Table } from '../../../api/aws/dynamodb';
import { asText } from '../tables/plain';

/** Where the items of faces lie, and what stands in which of their attributes. Absent: it is guessed. */
export interface ItemChoice {
  table: string | undefined;
  key?: string | undefined;
  name?: string | undefined;
  picture?: string | undefined;
}

export interface ObjectPlace {
  bucket: string;
  key: string;
}

const FACE_ID = /^(rekognition|face|aws_?face)[_-]?id$/i;
const NAMES = ['fullname', 'displayname', 'personname', 'employeename', 'name', 'person', 'employee'];
const PICTURE = /image|photo|picture|path|object|s3|key/i;
const simple = (name: string) => name.replace(/[_-]/g, '').toLowerCase();

const has = (items: readonly Item[], name: string, test: (value: AttributeValue) => boolean) =>
  items.some((item) => item[name] !== undefined && test(item[name]));

export const attributesOf = (table: Table | undefined, items: readonly Item[]): string[] => [
  ...new Set([
    ...(table?.KeySchema.map((key) => key.AttributeName) ?? []),
    ...items.flatMap((item) => Object.keys(item)),
  ]),
];

/** Whether an attribute finds its item at once; others are looked for by a scan. */
export const isWholeKey = (table: Table, attribute: string): boolean =>
  table.KeySchema.length === 1 &&
  table.KeySchema[0]?.AttributeName === attribute &&
  table.AttributeDefinitions.some((one) => one.AttributeName === attribute && one.AttributeType === 'S');

export const looksLikeFaceTable = (table: Table): boolean =>
  table.KeySchema.some((key) => key.KeyType === 'HASH' && FACE_ID.test(key.AttributeName));

export const guessKey = (table: Table, items: readonly Item[]): string | undefined => {
  const names = attributesOf(table, items);
  return names.find((name) => FACE_ID.test(name)) ?? table.KeySchema[0]?.AttributeName;
};

export const guessName = (items: readonly Item[]): string | undefined => {
  const names = attributesOf(undefined, items).filter((name) => has(items, name, (value) => 'S' in value));
  for (const wanted of NAMES) {
    const found = names.find((name) => simple(name) === wanted);
    if (found) return found;
  }
  return names.find((name) => simple(name).endsWith('name'));
};

/** "bucket/key" or "s3://bucket/key", of a bucket that is here. */
export const placeOf = (text: string | undefined, buckets: readonly string[]): ObjectPlace | undefined => {
  const path = text?.replace(/^s3:\/\//, '').replace(/^\//, '') ?? '';
  const at = path.indexOf('/');
  const bucket = path.slice(0, Math.max(at, 0));
  const key = path.slice(at + 1);
  return at > 0 && key !== '' && buckets.includes(bucket) ? { bucket, key } : undefined;
};

export const guessPicture = (items: readonly Item[], buckets: readonly string[]): string | undefined => {
  const names = attributesOf(undefined, items).filter((name) =>
    has(items, name, (value) => placeOf(asText(value), buckets) !== undefined),
  );
  return names.find((name) => PICTURE.test(name)) ?? names[0];
};
