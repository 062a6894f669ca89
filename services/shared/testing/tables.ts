import type { TableDefinition } from '../../../local/dynamodb/tables.ts';

const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
const texts = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

/** The tables as infra defines them, for tests that run without it. */
export const catalogTable: TableDefinition = {
  TableName: 'catalog',
  AttributeDefinitions: texts('sku', 'listing'),
  KeySchema: [key('sku', 'HASH')],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'listing',
      KeySchema: [key('listing', 'HASH'), key('sku', 'RANGE')],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

export const ordersTable: TableDefinition = {
  TableName: 'orders',
  AttributeDefinitions: texts('pk', 'pending', 'createdAt', 'isOpen', 'openSince'),
  KeySchema: [key('pk', 'HASH')],
  BillingMode: 'PAY_PER_REQUEST',
  GlobalSecondaryIndexes: [
    {
      IndexName: 'pending',
      KeySchema: [key('pending', 'HASH'), key('createdAt', 'RANGE')],
      Projection: { ProjectionType: 'ALL' },
    },
    {
      IndexName: 'open',
      KeySchema: [key('isOpen', 'HASH'), key('openSince', 'RANGE')],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

export const orderHistoryTable: TableDefinition = {
  TableName: 'order-history',
  AttributeDefinitions: texts('customerId', 'placed'),
  KeySchema: [key('customerId', 'HASH'), key('placed', 'RANGE')],
  BillingMode: 'PAY_PER_REQUEST',
};
