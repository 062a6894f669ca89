import { expect, test } from 'vitest';
import { measureOrder } from '../commands/lib/cost/measure.ts';
import measured from '../commands/lib/cost/order-use.json' with { type: 'json' };

test('a happy order is at most six state transitions, start included, and uses what docs/cost.md says', async () => {
  const used = await measureOrder({ orders: 1 });
  expect(1 + used.stateTransition).toBeLessThanOrEqual(6);
  // The sweep reads by the clock, and the worker reads the order whose payment comes before its execution waits. Times are
  // this machine's, and what is logged has them in it.
  const { lambdaGbSecondArm64: _, dynamoDbRead, logKilobyte, ...counted } = measured.perOrder;
  expect(used).toMatchObject(counted);
  expect(Math.abs(used.dynamoDbRead - dynamoDbRead)).toBeLessThanOrEqual(1.5);
  expect(used.logKilobyte / logKilobyte).toBeCloseTo(1, 0);
}, 120_000);
