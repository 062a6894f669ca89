import { setTimeout as delay } from 'node:timers/promises';
import { refundInDashboard } from './dashboard.ts';
import type { Way } from './fault.ts';
import { canaryIslands } from './life.ts';
import { shortWaitAddress } from './waits.ts';

/** In milliseconds: by then most orders are completed, so that the money goes back at any point of their way. */
const longestPause = 500;

const pays: Way = {
  name: 'pays',
  share: 1,
  ends: ['COMPLETED'],
  live: async (life) => void (await life.customer.pay(await life.checkOut())),
};

/** How customers behave who meet no fault: most of them pay. Some orders end otherwise, and are undone. */
export const ways: readonly [Way, ...Way[]] = [
  pays,
  {
    name: 'never pays',
    share: 0.03,
    ends: ['CANCELLED'],
    isSlow: true,
    live: async (life) => void (await life.checkOut({ shipTo: shortWaitAddress })),
  },
  {
    name: 'cancels the payment',
    share: 0.03,
    ends: ['CANCELLED'],
    live: async (life) => life.customer.cancelPayment(await life.checkOut()),
  },
  {
    name: 'pays twice',
    share: 0.03,
    ends: ['COMPLETED'],
    async live(life) {
      const order = await life.checkOut();
      await Promise.all([life.customer.pay(order), life.customer.pay(order)]);
    },
  },
  {
    name: 'pays too little, then the price',
    share: 0.03,
    ends: ['COMPLETED'],
    async live(life) {
      const order = await life.checkOut();
      await life.customer.pay(order, order.total.amount - 1);
      await life.customer.pay(order);
    },
  },
  {
    name: 'lives where nobody delivers',
    share: 0.03,
    ends: ['REFUNDED'],
    live: async (life) => void (await life.customer.pay(await life.checkOut({ shipTo: canaryIslands }))),
  },
  {
    name: 'is given the money back in the dashboard',
    share: 0.03,
    ends: ['REFUNDED'],
    async live(life) {
      const payment = await life.customer.pay(await life.checkOut());
      await delay(life.random.between(0, longestPause));
      await refundInDashboard(life.scene.stripe, payment);
    },
  },
  {
    name: 'wants what is nearly sold out',
    share: 0.03,
    ends: ['COMPLETED', 'REFUNDED'],
    live: async (life) => void (await life.customer.pay(await life.checkOut({ lines: life.scarceLines() }))),
  },
];
