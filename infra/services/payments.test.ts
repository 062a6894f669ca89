import { expect, test } from 'vitest';
import { synthesised } from '../rules/testing.ts';

test('only idempotency keys expire: money of an order may come or go back years later', () => {
  const tables = synthesised().resources<object>('AWS::DynamoDB::Table');
  const expiring = tables.filter(({ properties }) => 'TimeToLiveSpecification' in properties);
  expect(expiring.map(({ id }) => id)).toEqual([expect.stringMatching(/^OrdersTable/)]);
});
