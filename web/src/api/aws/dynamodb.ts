import { everyPage } from '../pages';
import { type CallOptions, dynamodbCall } from './json-protocol';

/** A value as it stands on the wire: exactly one of the members is there. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: AttributeValue[] }
  | { M: Item };

export type Item = { [name: string]: AttributeValue };

export type KeyType = 'HASH' | 'RANGE';
export type KeyAttributeType = 'S' | 'N' | 'B';

export interface Table {
  TableName: string;
  TableStatus: string;
  TableArn: string;
  CreationDateTime: number;
  ItemCount: number;
  TableSizeBytes: number;
  DeletionProtectionEnabled?: boolean;
  KeySchema: { AttributeName: string; KeyType: KeyType }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyAttributeType }[];
}

export interface NewTable {
  name: string;
  partitionKey: { name: string; type: KeyAttributeType };
  sortKey?: { name: string; type: KeyAttributeType };
}

export interface ItemsPage {
  Items: Item[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: Item;
}

export const listTables = (options: CallOptions = {}): Promise<string[]> =>
  everyPage(async (after) => {
    const page = await dynamodbCall<{ TableNames: string[]; LastEvaluatedTableName?: string }>(
      'ListTables',
      after ? { ExclusiveStartTableName: after } : {},
      options,
    );
    return { items: page.TableNames, next: page.LastEvaluatedTableName };
  });

export const describeTable = async (name: string, options: CallOptions = {}): Promise<Table> =>
  (await dynamodbCall<{ Table: Table }>('DescribeTable', { TableName: name }, options)).Table;

export const createTable = (table: NewTable) => {
  const keys = [
    { ...table.partitionKey, keyType: 'HASH' },
    ...(table.sortKey ? [{ ...table.sortKey, keyType: 'RANGE' }] : []),
  ];
  return dynamodbCall<{ TableDescription: Table }>('CreateTable', {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keys.map(({ name, keyType }) => ({ AttributeName: name, KeyType: keyType })),
  });
};

export const deleteTable = (name: string) =>
  dynamodbCall<{ TableDescription: Table }>('DeleteTable', { TableName: name });

export const scanTable = (
  name: string,
  page: { limit?: number; startKey?: Item } = {},
  options: CallOptions = {},
) =>
  dynamodbCall<ItemsPage>(
    'Scan',
    { TableName: name, Limit: page.limit, ExclusiveStartKey: page.startKey },
    options,
  );

/** The items of one partition key. */
export const queryTable = (
  name: string,
  partitionKey: string,
  value: AttributeValue,
  page: { limit?: number; startKey?: Item } = {},
  options: CallOptions = {},
) =>
  dynamodbCall<ItemsPage>(
    'Query',
    {
      TableName: name,
      KeyConditionExpression: '#key = :value',
      ExpressionAttributeNames: { '#key': partitionKey },
      ExpressionAttributeValues: { ':value': value },
      Limit: page.limit,
      ExclusiveStartKey: page.startKey,
    },
    options,
  );

/** Items of which an attribute has one of these values (100 at most): page by page, whatever the table's key is. */
export const scanFor = (
  table: string,
  attribute: string,
  values: readonly string[],
  startKey: Item | undefined,
  options: CallOptions = {},
) => {
  const named = values.map((value, index) => [`:v${index}`, { S: value }] as const);
  return dynamodbCall<ItemsPage>(
    'Scan',
    {
      TableName: table,
      FilterExpression: `#attribute IN (${named.map(([name]) => name).join(', ')})`,
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: Object.fromEntries(named),
      ExclusiveStartKey: startKey,
    },
    options,
  );
};

/** The items of these keys (100 at most) that are there, in no order. */
export const getItems = async (
  table: string,
  keys: readonly Item[],
  options: CallOptions = {},
): Promise<Item[]> => {
  const items: Item[] = [];
  let wanted: readonly Item[] = keys;
  while (wanted.length > 0) {
    const answer = await dynamodbCall<{
      Responses: Record<string, Item[]>;
      UnprocessedKeys?: Record<string, { Keys: Item[] }>;
    }>('BatchGetItem', { RequestItems: { [table]: { Keys: wanted } } }, options);
    const found = answer.Responses[table] ?? [];
    items.push(...found);
    const left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    if (left.length >= wanted.length) break;
    wanted = left;
  }
  return items;
};

export const getItem = async (table: string, key: Item, options: CallOptions = {}) =>
  (await dynamodbCall<{ Item?: Item }>('GetItem', { TableName: table, Key: key }, options)).Item;

/** With `onlyNew` the key of it: an item that has that key already is not replaced. */
export const putItem = (table: string, item: Item, onlyNew?: string) =>
  dynamodbCall<Record<string, never>>('PutItem', {
    TableName: table,
    Item: item,
    ...(onlyNew === undefined
      ? {}
      : {
          ConditionExpression: 'attribute_not_exists(#key)',
          ExpressionAttributeNames: { '#key': onlyNew },
        }),
  });

export const deleteItem = (table: string, key: Item) =>
  dynamodbCall<Record<string, never>>('DeleteItem', { TableName: table, Key: key });
