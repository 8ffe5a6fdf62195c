import type { KeyAttributeType, Table } from '../../../api/aws/dynamodb';

export const tablePath = (name: string) => `/ui/setup/tables/${encodeURIComponent(name)}`;

interface TableKey {
  name: string;
  type: KeyAttributeType;
}

/** Partition key and, where there is one, sort key. */
export const keysOf = (table: Table): TableKey[] =>
  [...table.KeySchema]
    .sort((a) => (a.KeyType === 'HASH' ? -1 : 1))
    .map(({ AttributeName: name }) => ({
      name,
      type: table.AttributeDefinitions.find((one) => one.AttributeName === name)?.AttributeType ?? 'S',
    }));

export const TABLE_RULE = /^[\w.-]{3,255}$/;
