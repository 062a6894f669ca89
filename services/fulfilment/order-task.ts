import type { OrderToFulfil } from '../orders/contract.ts';
import { logger, observed } from '../shared/observability.ts';

/**
 * A function behind one state of the workflow: it gets the order and answers JSON. What it throws, the state retries or
 * catches. Either way a line under the order's correlation id says so.
 */
export function orderTask<Input extends { order: OrderToFulfil }, Result>(
  run: (input: Input) => Promise<Result>,
) {
  return observed<Input, Result>().handler(async (input) => {
    const { correlationId, orderId } = input.order;
    logger.appendKeys({ correlationId, orderId });
    try {
      const result = await run(input);
      logger.info('Step done');
      return result;
    } catch (error) {
      logger.warn('Step failed', { error: error as Error });
      throw error;
    }
  });
}
