import { describe, expect, test } from 'vitest';
import { failedItems } from './batch-response.ts';

const ids = ['a', 'b'];
const failures = (...batchItemFailures: unknown[]) => JSON.stringify({ batchItemFailures });

describe('the answer of a function that reports batch item failures', () => {
  test.each(['null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}', '""', '1'])(
    '%s means that everything succeeded',
    (payload) => {
      expect([...failedItems(payload, ids)]).toEqual([]);
    },
  );

  test('only the named items failed', () => {
    expect([...failedItems(failures({ itemIdentifier: 'b' }), ids)]).toEqual(['b']);
  });

  test.each([
    'not JSON',
    failures({ itemIdentifier: '' }),
    failures({ itemIdentifier: null }),
    failures({ messageId: 'a' }),
    failures({ itemIdentifier: 'unknown' }),
    failures('a'),
    '{"batchItemFailures":"a"}',
  ])('%s means that everything failed', (payload) => {
    expect([...failedItems(payload, ids)]).toEqual(ids);
  });
});
