import type { Context, SQSRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { lambdaContext } from '../../shared/testing/http.ts';
import { workerTimeoutSeconds } from '../time-limits.ts';
import { startPaymentsAws } from './aws.ts';
import { startLedgerDatabase } from './ledger-database.ts';

/** The functions of payments with a real ledger and an AWS of their own, for the tests of one file. */
export async function startWorker() {
  const ledger = await startLedgerDatabase();
  const aws = await startPaymentsAws(ledger.secret);
  const printed: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => printed.push(String(line)));
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { handler } = await import('../worker.handler.ts');
  const { handler: awaitPayment } = await import('../await-payment.handler.ts');
  const { handler: refundPayment } = await import('../refund-payment.handler.ts');
  const lambda = lambdaContext(workerTimeoutSeconds * 1000);

  /** Hands records to the worker in one batch; answers the ids of those that go back to the queue. */
  async function workWith(context: Context, ...records: SQSRecord[]): Promise<string[]> {
    const { batchItemFailures } = await handler({ Records: records }, context);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  return {
    ledger,
    aws,
    lambda,
    /** What was printed since `forget`, metrics among it. */
    printed,
    workWith,
    work: (...records: SQSRecord[]) => workWith(lambda, ...records),
    /** What Step Functions was told of an order's task. */
    answersTo: (orderId: string) => aws.stepFunctions.answersTo(`token-${orderId}`),
    /** An order of 25.00 EUR reaches the callback task; its token is `token-<orderId>`. */
    startToWait: async (orderId: string): Promise<void> => {
      await aws.placeOrder(orderId);
      await awaitPayment({ order: orderOf(orderId), taskToken: `token-${orderId}` }, lambda);
    },
    /** The workflow rolls the order back as far as its payment. */
    giveUp: (orderId: string, reason = 'given up') =>
      refundPayment({ order: orderOf(orderId), reason }, lambda),
    /** Between two tests. */
    forget(): void {
      printed.length = 0;
      aws.stepFunctions.refuse = undefined;
      aws.outage.end();
    },
    async stop(): Promise<void> {
      await aws.stop();
      await ledger.stop();
    },
  };
}

const orderOf = (orderId: string) => ({
  orderId,
  customerId: 'C-10001',
  correlationId: 'correlation-1',
  lines: [],
  total: { amount: 2500, currency: 'EUR' },
  shipTo: { country: 'DE', postalCode: '10115' },
});
