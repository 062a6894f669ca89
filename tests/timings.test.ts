import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { providerClient, providerOf } from '../commands/lib/provider.ts';
import { secondTryPatience } from './lib/hide-briefly.ts';
import type { Setting } from './lib/paid-order.ts';
import { shop } from './lib/shop.ts';
import { type Shop, shopOf } from './lib/shop-of.ts';
import { ShortWait, shortWaitAddress } from './lib/short-wait.ts';
import { cancelled, completed, live, refunded, type Timing, tableOf } from './lib/timing.ts';

const canceled = 'Payment … was canceled';
const tooLate = 'The payment did not come in time';
const dashboard = 'The payment was refunded';
const outOfStock = 'Out of stock: …';

const timings: Timing[] = [
  {
    comes: 'the payment, before the order waits for it',
    stopsBefore: 'ReserveStock',
    early: async (order) => {
      await order.pay();
      expect(await order.status()).toBe('PENDING');
    },
    happens: async () => {},
    ...completed,
  },
  {
    comes: 'the payment, and its event a second time',
    happens: async (order) => order.deliverAgain((await order.pay()).eventId),
    ...completed,
  },
  {
    comes: 'the event of the payment three times at once',
    happens: async (order) => order.tell('succeeded', await order.payUntold(), 3),
    ...completed,
  },
  {
    comes: 'two full payments at once: the second one goes back',
    happens: (order) => Promise.all([order.pay(), order.pay()]),
    ...completed,
  },
  {
    comes: 'a full payment after the order is completed: it goes back',
    happens: async (order) => {
      await order.pay();
      await order.reaches('COMPLETED');
      const { paymentId } = await order.pay();
      await order.isRefunded(paymentId);
    },
    ...completed,
  },
  {
    comes: 'a payment that fails, then one that succeeds',
    happens: async (order) => {
      await order.failToPay();
      await order.reaches('AWAITING_PAYMENT');
      await order.pay();
    },
    ...completed,
  },
  {
    comes: 'a payment that succeeds, then one that fails',
    happens: async (order) => {
      await order.pay();
      await order.failToPay();
    },
    ...completed,
  },
  {
    comes: 'a payment that is canceled',
    happens: (order) => order.cancelPayment(),
    ...{ ...cancelled, reason: canceled },
  },
  {
    comes: 'the payment, then another one that is canceled',
    happens: async (order) => {
      await order.pay();
      await order.cancelPayment();
    },
    ...completed,
  },
  {
    comes: 'a payment that is canceled, then the payment: it goes back',
    happens: async (order) => {
      await order.cancelPayment();
      await order.reaches('CANCELLED');
      await order.pay();
    },
    ...{ ...refunded, reason: canceled },
  },
  {
    comes: 'no payment in time',
    shipTo: shortWaitAddress,
    happens: async () => {},
    ...{ ...cancelled, reason: tooLate },
  },
  {
    comes: 'no payment in time, then the payment: it goes back',
    shipTo: shortWaitAddress,
    happens: async (order) => {
      await order.reaches('CANCELLED');
      await order.pay();
    },
    ...{ ...refunded, reason: tooLate },
  },
  {
    comes: 'the payment of an order that is out of stock, before that is known',
    stopsBefore: 'ReserveStock',
    available: 0,
    early: (order) => order.pay(),
    happens: async () => {},
    ...{ ...refunded, reason: outOfStock },
  },
  {
    comes: 'the payment of an order that is out of stock, after it is cancelled',
    available: 0,
    happens: async (order) => {
      await order.reaches('CANCELLED');
      await order.pay();
    },
    ...{ ...refunded, reason: outOfStock },
  },
  {
    comes: 'less than the price: it goes back at once; then a payment that is canceled',
    happens: async (order) => {
      const { paymentId } = await order.pay({ amount: 1000 });
      await order.isRefunded(paymentId);
      await order.reaches('AWAITING_PAYMENT');
      await order.cancelPayment();
    },
    ...{ ...refunded, reason: canceled },
  },
  {
    comes: 'another currency: it goes back; then nothing in time',
    shipTo: shortWaitAddress,
    happens: async (order) => order.isRefunded((await order.pay({ currency: 'USD' })).paymentId),
    ...{ ...refunded, reason: tooLate },
  },
  {
    comes: 'more than the price: it goes back at once; then the price',
    happens: async (order) => {
      const { paymentId } = await order.pay({ amount: 2000 });
      await order.isRefunded(paymentId);
      await order.reaches('AWAITING_PAYMENT');
      await order.pay();
    },
    ...completed,
  },
  {
    comes: 'another currency, before the order waits; then the price: the first goes back',
    stopsBefore: 'ReserveStock',
    early: (order) => order.pay({ currency: 'USD' }),
    happens: (order) => order.pay(),
    ...completed,
  },
  {
    comes: 'the refund of the payment, then the payment',
    happens: async (order) => {
      const payment = await order.payUntold();
      await order.refundUntold(payment);
      await order.tell('refunded', payment);
      await order.tell('succeeded', payment);
    },
    ...{ ...refunded, reason: 'Payment … was refunded' },
  },
  {
    comes: 'the payment, then its refund in the dashboard before anything is shipped',
    stopsBefore: 'BookShipment',
    early: async (order, { arrives }) => {
      await order.pay();
      await arrives;
      await order.refundInDashboard();
    },
    happens: async () => {},
    ...{ ...refunded, reason: dashboard },
  },
  {
    comes: 'the payment, then its refund in the dashboard when the shipment is booked already',
    stopsBefore: 'CompleteOrder',
    early: async (order, { arrives }) => {
      await order.pay();
      await arrives;
      await order.refundInDashboard();
    },
    happens: async () => {},
    ...{ ...refunded, reason: dashboard, shipment: 'cancelled' },
  },
  {
    comes: 'the payment, then its refund in the dashboard after the order is completed',
    happens: async (order) => {
      await order.pay();
      await order.reaches('COMPLETED');
      await order.refundInDashboard();
    },
    ...{ ...completed, ends: 'REFUNDED', keeps: 'nothing', reason: dashboard },
  },
  {
    comes: 'the payment, then the refund of 1.00 EUR of it in the dashboard, before the order waits',
    stopsBefore: 'ReserveStock',
    early: async (order) => {
      await order.pay();
      await order.refundInDashboard(100);
    },
    happens: async () => {},
    ...{ ...refunded, reason: 'Payment … was refunded' },
  },
  {
    comes: 'the payment, then the refund of 1.00 EUR of it in the dashboard, before anything is shipped',
    stopsBefore: 'BookShipment',
    early: async (order, { arrives }) => {
      await order.pay();
      await arrives;
      await order.refundInDashboard(100);
    },
    happens: async () => {},
    ...{ ...completed, keeps: 'the price less 1.00 EUR' },
  },
  {
    comes: 'the payment, then its refund in the dashboard in two parts',
    happens: async (order) => {
      await order.pay();
      await order.reaches('COMPLETED');
      await order.refundInDashboard(100);
      expect(await order.status()).toBe('COMPLETED');
      await order.refundInDashboard();
    },
    ...{ ...completed, ends: 'REFUNDED', keeps: 'nothing', reason: dashboard },
  },
  {
    comes: 'the payment of an order to where no carrier delivers, and the event of its refund twice',
    shipTo: { country: 'ES', postalCode: '35001' },
    happens: async (order) => {
      const { paymentId } = await order.pay();
      await order.deliverAgain(await order.isRefunded(paymentId));
    },
    ...{
      ...refunded,
      reason: 'The shipment was refused: No carrier delivers to the Canary Islands.',
    },
  },
  {
    comes:
      'a payment that names an order that does not exist: it is kept and counted, for a person to look at',
    isUnknown: true,
    happens: async (order) => {
      await order.pay();
      const warning = 'A payment names an order that does not exist';
      expect(await order.linesWith(warning)).toContainEqual(
        expect.objectContaining({ orderId: order.order.orderId }),
      );
      expect(await order.linesWith('PaymentForUnknownOrder')).not.toEqual([]);
    },
    ...{ ends: 'unknown', keeps: 'the price', stock: 'free', shipment: 'none' },
  },
];

type System = Omit<Setting, 'expect'>;
let shared: System;
let ofShortWait: System;
let shortWait: ShortWait;
beforeAll(async () => {
  // Whatever account the developer has at the payment provider.
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  shortWait = await ShortWait.start();
  shared = await settingOf(shop);
  ofShortWait = await settingOf(await shopOf(shortWait.system.deployment));
}, 120_000);
afterAll(() => shortWait?.system.run.stop());

async function settingOf(its: Shop): Promise<System> {
  const access = await providerOf(its.deployment);
  if (!access) throw new Error(`The system at ${its.deployment.url} has no payment provider`);
  return { shop: its, customer: await its.customerOf('C-10005'), stripe: providerClient(access) };
}

describe.concurrent('how an order ends for which there comes', { timeout: 2 * secondTryPatience }, () => {
  // Not `test.for`, which cuts a title of this length short.
  for (const timing of timings)
    test(`${timing.comes}: ${timing.ends}`, async ({ expect }) => {
      const system = timing.stopsBefore || timing.shipTo === shortWaitAddress ? ofShortWait : shared;
      await live(timing, { ...system, expect }, shortWait);
    });
});

const introduction = `# What an order ends as, whatever its payment does

**CANCELLED: no money ever came. REFUNDED: money came, and went back.** Exactly the right amount in the right currency
pays an order. Everything else that comes goes back, and is REFUND_REQUESTED until the provider confirms it.

The provider promises neither that its events come in order nor that each comes once, and the customer may pay
before the order waits or after it has given up. So the order's events and its waiting workflow are written down in one
place, each as a part of its own, and whoever writes second sees both and wakes the order. Money
beats cancellation: who has paid gets either the goods or the money back.

Each row is a test: [tests/timings.test.ts](../tests/timings.test.ts) does what it says on a running system, asks the API, the
ledger, the stock and the provider how it ended, and writes this page.
`;

test('the page says what the tests prove', async () => {
  await expect(`${introduction}\n${tableOf(timings)}\n`).toMatchFileSnapshot('../docs/payment-timings.md');
});
