import { randomUUID } from 'node:crypto';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken } from '../commands/lib/access-token.ts';
import { ApiClient } from '../commands/lib/api.ts';
import { output } from '../commands/lib/deployment.ts';
import { type RunningSystem, startSystem } from '../commands/lib/local-system.ts';
import { paymentEvent, signatureOf, signingSecret } from '../commands/lib/payment-event.ts';
import { runCommand } from '../commands/lib/testing.ts';
import { orderRequest, placeOrder } from './lib/order.ts';

/** Of its own: other tests count the dead letters of the shared one. */
let system: RunningSystem;
let customer: ApiClient;
beforeAll(async () => {
  system = await startSystem();
  customer = new ApiClient(system.run.url, await accessToken(system.deployment, 'customer'));
}, 120_000);
afterAll(() => system?.run.stop());

const redrive = (...options: string[]) => runCommand(['redrive', '--url', system.run.url, ...options]);

/** Puts into the dead-letter queue what API Gateway queued an hour ago; answers its signature. */
async function deadLetter(payload: string): Promise<string> {
  const hourAgo = Date.now() - 3_600_000;
  const secret = await signingSecret(system.deployment);
  const signature = signatureOf(payload, secret, Math.floor(hourAgo / 1000));
  const attributes = { receivedAt: String(hourAgo), correlationId: randomUUID(), signature };
  await new SQSClient(system.deployment.clientConfig).send(
    new SendMessageCommand({
      QueueUrl: output(system.deployment, 'WebhookDeadLetterQueueUrl'),
      MessageBody: Buffer.from(payload).toString('base64'),
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    }),
  );
  return signature;
}

async function deadLetters(): Promise<string | undefined> {
  const { Attributes } = await new SQSClient(system.deployment.clientConfig).send(
    new GetQueueAttributesCommand({
      QueueUrl: output(system.deployment, 'WebhookDeadLetterQueueUrl'),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Attributes?.['ApproximateNumberOfMessages'];
}

describe('npm run redrive', () => {
  test('finds nothing when there is nothing, which is no error', async () => {
    const { code, stdout, stderr } = await redrive();
    expect(stdout).toContain('Webhook: 0 dead letters\n');
    expect([code, stderr]).toEqual([0, '']);
  });

  test('has the payment of an hour ago tried again, and its order completes', async () => {
    const { orderId, total } = await placeOrder(customer, orderRequest('MUG-001'));
    const eventId = `evt_${randomUUID()}`;
    const signature = await deadLetter(paymentEvent({ orderId, outcome: 'succeeded', ...total, eventId }));

    const looked = await redrive('--dry-run');
    expect(looked.stdout).toContain('Webhook: 1 dead letter\n');
    expect(looked.stdout).toContain(`payment_intent.succeeded ${eventId} of order ${orderId}`);
    expect(looked.stdout).not.toContain(signature);
    expect([looked.code, await deadLetters()]).toEqual([0, '1']);

    const { code, stdout, stderr } = await redrive();
    expect(stdout).toMatch(new RegExp(`handled .*: payment_intent.succeeded ${eventId} of order`));
    expect([code, stderr, await deadLetters()]).toEqual([0, '', '0']);
    await expect
      .poll(async () => (await customer.request('GET', `/orders/${orderId}`)).body.status)
      .toBe('COMPLETED');
  });

  test('says what failed again, and why, with exit code 1', async () => {
    await deadLetter(JSON.stringify({ id: 'evt_shapeless', object: 'event' }));
    const { code, stdout, stderr } = await redrive();
    expect(stdout).toMatch(/failed again with: ZodError: .*evt_shapeless/);
    expect(stderr).toMatch(/^redrive: Webhook: 1 of 1 failed again .*\n$/);
    expect(code).toBe(1);
  });

  test.each(['0', '501', 'fast'])('refuses the rate %s with exit code 2', async (rate) => {
    const { code, stderr } = await redrive('--rate', rate);
    expect(stderr).toBe(`redrive: --rate is "${rate}"; give a whole number from 1 to 500\n`);
    expect(code).toBe(2);
  });
});
