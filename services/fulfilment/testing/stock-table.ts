import type { TableDefinition } from '../../../local/dynamodb/tables.ts';

/** The stock table as infra defines it, for tests that run without it. */
export const stockTableDefinition: TableDefinition = {
  TableName: 'stock',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};
