import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, inject } from 'vitest';
import { type ApiClient, expectStatus } from '../../commands/lib/api.ts';
import { findDeployment, output } from '../../commands/lib/deployment.ts';
import { type PaymentFacts, paymentEvent } from '../../commands/lib/payment-event.ts';
import { secondTryPatience } from './hide-briefly.ts';
import type { Order } from './order.ts';
import { shopOf } from './shop-of.ts';

export { type Order, orderRequest, placeOrder } from './order.ts';

/** The system that all system tests share. */
export const shop = await shopOf(await findDeployment(inject('url')));
export const { deployment, secret, anybody, operator, customerOf } = shop;
export const { newProduct, stockOf, sendWebhook, ledgerSecret, ledgerRows } = shop;

/** Waits, by polling as a customer would, until the order has the status. */
export async function reaches(customer: ApiClient, { orderId }: Order, status: string): Promise<Order> {
  let order: Order | undefined;
  await expect
    .poll(
      async () => {
        order = expectStatus(await customer.request<Order>('GET', `/orders/${orderId}`), 200);
        return order.status;
      },
      { timeout: 20_000, interval: 20 },
    )
    .toBe(status);
  if (!order) throw new Error(`${orderId} was never read`);
  return order;
}

export const eventFor = (
  { orderId, total }: Pick<Order, 'orderId' | 'total'>,
  outcome: PaymentFacts['outcome'],
  change: Partial<PaymentFacts> = {},
) => paymentEvent({ orderId, outcome, ...total, ...change });

const sqs = new SQSClient(deployment.clientConfig);

/** Messages in a queue, waiting or being worked on. */
export async function messagesIn(
  outputName: 'WebhookQueueUrl' | 'WebhookDeadLetterQueueUrl',
): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: output(deployment, outputName), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes?.['ApproximateNumberOfMessages']) +
    Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
  );
}

/** Waits until no webhook message waits or is worked on, of this test or of another. */
export async function queueIsEmpty(): Promise<void> {
  await expect
    .poll(() => messagesIn('WebhookQueueUrl'), { timeout: secondTryPatience, interval: 20 })
    .toBe(0);
}
