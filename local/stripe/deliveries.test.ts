import Stripe from 'stripe';
import { afterEach, expect, test, vi } from 'vitest';
import { documentedDelays, localDelays } from './retry-schedule.ts';
import { startProvider, startReceiver, webhookSecret } from './testing.ts';

const paid = { amount: 2500, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' };

afterEach(() => void vi.useRealTimers());

/** A provider with one webhook endpoint for the given types of events. */
async function providerFor(
  url: string,
  enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[] = ['*'],
  options: Parameters<typeof startProvider>[0] = {},
) {
  const provider = await startProvider(options);
  await provider.stripe.webhookEndpoints.create({ url, enabled_events });
  const { stripe } = provider;
  /** How many endpoints have not taken the newest event yet. */
  const pending = async () => (await stripe.events.list()).data[0]?.pending_webhooks;
  return { ...provider, pending };
}

test('an event is delivered once, signed with the webhook secret, and is then no longer pending', async () => {
  const receiver = await startReceiver(() => 202);
  const { stripe, pending } = await providerFor(receiver.url);
  const intent = await stripe.paymentIntents.create(paid);
  await expect.poll(pending).toBe(0);
  expect(receiver.calls).toHaveLength(1);
  const [{ body, signature } = { body: '', signature: '' }] = receiver.calls;
  const event = Stripe.webhooks.constructEvent(body, signature, webhookSecret);
  const [listed] = (await stripe.events.list()).data;
  expect(event).toEqual({ ...listed, pending_webhooks: 1 });
  expect(event).toMatchObject({ type: 'payment_intent.succeeded', data: { object: { id: intent.id } } });
});

test('an event that is refused comes again with the same body, newly signed, until it is taken', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const start = Date.now();
  const anHourLater = (status: number) => () => {
    vi.setSystemTime(Date.now() + 3_600_000);
    return status;
  };
  const receiver = await startReceiver(anHourLater(500), anHourLater(404), anHourLater(302), () => 200);
  const { stripe, pending } = await providerFor(receiver.url);
  await stripe.paymentIntents.create(paid);
  await expect.poll(pending).toBe(0);
  expect(receiver.calls).toHaveLength(4);
  expect(new Set(receiver.calls.map(({ body }) => body)).size).toBe(1);
  for (const [hours, { body, signature }] of receiver.calls.entries()) {
    const receivedAt = start + hours * 3_600_000;
    const verify = () =>
      Stripe.webhooks.constructEvent(body, signature, webhookSecret, 10, undefined, receivedAt);
    expect(verify).not.toThrow();
  }
});

test('an endpoint that does not answer in time or not at all is tried again', async () => {
  const slow = await startReceiver(
    () => new Promise<number>(() => {}),
    () => 200,
  );
  const { stripe, pending, logged } = await providerFor(slow.url, ['*'], { timeout: 50 });
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/', enabled_events: ['*'] });
  await stripe.paymentIntents.create(paid);
  await expect.poll(pending).toBe(1);
  expect(slow.calls).toHaveLength(2);
  await expect
    .poll(() => logged)
    .toContainEqual(expect.stringMatching(/127\.0\.0\.1:9\/ is given up after 5 tries/));
  expect(logged).toContainEqual(expect.stringMatching(/timeout/));
  expect(logged).toContainEqual(expect.stringMatching(/ECONNREFUSED|bad port/));
});

test('an event that no try could deliver stays pending', async () => {
  const receiver = await startReceiver(() => 503);
  const { stripe, pending, logged } = await providerFor(receiver.url, ['*'], { delays: [0, 0] });
  await stripe.paymentIntents.create(paid);
  await expect.poll(() => logged).toContainEqual(expect.stringMatching(/is given up after 3 tries$/));
  expect(receiver.calls).toHaveLength(3);
  expect(await pending()).toBe(1);
});

test('a later event overtakes one that is still refused', async () => {
  let open = false;
  const receiver = await startReceiver(({ body }) =>
    open || JSON.parse(body).type === 'charge.refunded' ? 200 : 500,
  );
  const delays = Array<number>(500).fill(10);
  const { stripe, pending } = await providerFor(receiver.url, ['*'], { delays });
  const { id: payment_intent } = await stripe.paymentIntents.create(paid);
  await stripe.refunds.create({ payment_intent });
  await expect.poll(pending).toBe(0);
  const typesTaken = async () =>
    (await stripe.events.list()).data
      .filter(({ pending_webhooks: left }) => left === 0)
      .map(({ type }) => type);
  expect(await typesTaken()).toEqual(['charge.refunded']);
  open = true;
  await expect.poll(typesTaken).toEqual(['charge.refunded', 'payment_intent.succeeded']);
});

test('an endpoint gets only the types of events that it asked for', async () => {
  const receiver = await startReceiver(() => 200);
  const { stripe, pending } = await providerFor(receiver.url, ['charge.refunded']);
  const { id: payment_intent } = await stripe.paymentIntents.create(paid);
  expect(await pending()).toBe(0);
  await stripe.refunds.create({ payment_intent });
  await expect.poll(pending).toBe(0);
  expect(receiver.calls.map(({ body }) => JSON.parse(body).type)).toEqual(['charge.refunded']);
});

test('retries come ever later and end within three days, on one machine the first after a second', () => {
  expect(documentedDelays).toEqual([...documentedDelays].sort((a, b) => a - b));
  const days = documentedDelays.reduce((sum, seconds) => sum + seconds, 0) / 86_400;
  expect(days).toBeGreaterThan(2);
  expect(days).toBeLessThanOrEqual(3);
  expect(localDelays(1)[0]).toBe(1000);
  expect(localDelays(0.01)[0]).toBe(10);
});
