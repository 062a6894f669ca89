import { expect, inject, test } from 'vitest';
import { providerClient, providerOf } from '../commands/lib/provider.ts';
import { runCommand } from '../commands/lib/testing.ts';
import {
  customerOf,
  deployment,
  newProduct,
  type Order,
  orderRequest,
  placeOrder,
  queueIsEmpty,
  reaches,
  stockOf,
} from './lib/shop.ts';

const customer = await customerOf('C-10001');
const access = await providerOf(deployment);
if (!access) throw new Error('The running system has no payment provider');
const stripe = providerClient(access);

/** A payment by a customer at the provider. */
const payByCard = ({ orderId, total }: Order) =>
  stripe.paymentIntents.create({
    amount: total.amount,
    currency: total.currency.toLowerCase(),
    confirm: true,
    payment_method: 'pm_card_visa',
    metadata: { order_id: orderId },
  });

/** What `npm run pay` says of an order, line by line. */
async function pay({ orderId }: Order, ...options: string[]) {
  const { stdout, stderr, code } = await runCommand(['pay', orderId, '--url', inject('url'), ...options]);
  return { lines: stdout.trim().split('\n'), stderr, code };
}

test('a payment at the provider completes its order', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  await payByCard(order);
  await reaches(customer, order, 'COMPLETED');
});

test('a refund in the provider’s dashboard makes a completed order REFUNDED', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  const { id: payment_intent } = await payByCard(order);
  await reaches(customer, order, 'COMPLETED');
  const part = await stripe.refunds.create({ payment_intent, amount: 100 });
  expect(part.status).toBe('succeeded');
  await stripe.refunds.create({ payment_intent });
  await reaches(customer, order, 'REFUNDED');
});

test('two payments of one order: one pays it, the other goes back by itself', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  const payments = await Promise.all([payByCard(order), payByCard(order)]);
  await reaches(customer, order, 'COMPLETED');
  const refunds = async () =>
    (await Promise.all(payments.map(({ id }) => stripe.refunds.list({ payment_intent: id })))).flatMap(
      ({ data }) => data,
    );
  await expect.poll(refunds).toMatchObject([{ amount: order.total.amount, status: 'succeeded' }]);
  const [refund] = await refunds();
  const told = async () =>
    (await stripe.events.list({ type: 'charge.refunded', limit: 100 })).data.find(
      ({ data: { object } }) => 'id' in object && object.id === refund?.charge,
    )?.pending_webhooks;
  await expect.poll(told).toBe(0);
  await queueIsEmpty();
  expect((await reaches(customer, order, 'COMPLETED')).timeline).toHaveLength(6);
  expect(await refunds()).toHaveLength(1);
});

test('pay acts as the customer at the provider and tells the event and the payment', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  const told = (type: string) =>
    expect.stringMatching(
      new RegExp(`^${type} for ${order.orderId}: delivered, event evt_\\w+, payment pi_\\w+$`),
    );
  const failed = await pay(order, '--event', 'failed');
  expect(failed).toEqual({ lines: [told('payment_intent.payment_failed')], stderr: '', code: 0 });
  expect((await pay(order)).lines).toEqual([told('payment_intent.succeeded')]);
  await reaches(customer, order, 'COMPLETED');
  expect((await pay(order, '--event', 'refunded')).lines).toEqual([told('charge.refunded')]);
  await reaches(customer, order, 'REFUNDED');
});

test('pay says that a completed order takes no more money', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  await pay(order);
  await reaches(customer, order, 'COMPLETED');
  const why = 'the order is COMPLETED already, so this money goes back';
  for (const options of [[], ['--direct']])
    expect((await pay(order, ...options)).lines).toEqual([
      expect.stringMatching(`, payment pi_\\w+; ${why}$`),
    ]);
});

test('pay says when the system has refunded already', async () => {
  const sku = await newProduct(1);
  const order = await placeOrder(customer, orderRequest(sku));
  await reaches(customer, order, 'AWAITING_PAYMENT');
  expect((await pay(order, '--event', 'canceled')).code).toBe(0);
  await reaches(customer, order, 'CANCELLED');
  expect(await stockOf(sku)).toMatchObject({ available: 1, reserved: 0, sold: 0 });
  const { id } = await payByCard(order);
  await reaches(customer, order, 'REFUNDED');
  expect(await pay(order, '--event', 'refunded')).toEqual({
    lines: [`charge.refunded for ${order.orderId}: nothing to do, payment ${id} was refunded already`],
    stderr: '',
    code: 0,
  });
});

test('pay --direct signs events itself, of a payment that the provider does not know', async () => {
  const order = await placeOrder(customer, orderRequest(await newProduct(1)));
  const { lines, code } = await pay(order, '--direct', '--payment', `pi_of_${order.orderId}`);
  expect([lines, code]).toEqual([
    [
      expect.stringMatching(
        /^payment_intent\.succeeded for \w+: 202, queued, event evt_\w+, payment pi_of_\w+$/,
      ),
    ],
    0,
  ]);
  await reaches(customer, order, 'COMPLETED');
  expect(await pay(order, '--event', 'refunded')).toMatchObject({
    stderr: `pay: The provider knows no payment of ${order.orderId} that succeeded; --direct sends an event all the same\n`,
    code: 1,
  });
  await pay(order, '--direct', '--event', 'refunded', '--payment', `pi_of_${order.orderId}`);
  await reaches(customer, order, 'REFUNDED');
});
