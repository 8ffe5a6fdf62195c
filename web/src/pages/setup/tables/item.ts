import type { Item, Table } from '../../../api/aws/dynamodb';
import { keysOf } from './paths';

/** The two ways in which an item is shown. */
export const VIEWS = ['rows', 'json'] as const;
export type View = (typeof VIEWS)[number];

/** The part of an item by which it is found. */
export const keyOf = (table: Table, item: Item): Item =>
  Object.fromEntries(keysOf(table).flatMap(({ name }) => (item[name] ? [[name, item[name]] as const] : [])));
