import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import type { OrderStatus } from '../orders/contract.ts';
import { type Shop, startShop } from './testing/shop.ts';
import { type TaskInput, Workflow } from './testing/workflow.ts';

let shop: Shop;
let workflow: Workflow | undefined;
beforeAll(async () => {
  shop = await startShop();
});
afterEach(() => workflow?.stop());
afterAll(() => shop.stop());

/** What happens to one order on its way. */
interface Story {
  /** Pieces in stock; the order wants two. */
  available?: number;
  shipTo?: { country: string; postalCode: string };
  /** When the money comes; `never` when not. `late`: after the wait for it. */
  money: 'early' | 'in time' | 'late' | 'never';
  /** The customer cancels the payment instead of paying. */
  isCanceled?: boolean;
  /** Before this task somebody gives the money back in the provider's dashboard. */
  refundedBefore?: string;
  /** Lambda never gets to run this task. */
  neverRuns?: string;
  /** This task is taken out: it does nothing, and says that it did. */
  without?: string;
}

/** The services of payments as the workflow knows them, with the story's money. */
function payments(orderId: string, { money, isCanceled }: Story) {
  let came = money === 'early';
  return {
    async AwaitPayment({ taskToken }: TaskInput) {
      await shop.advance(orderId, 'AWAITING_PAYMENT');
      if (isCanceled)
        await workflow?.call('SendTaskFailure', {
          taskToken,
          error: 'PaymentCanceled',
          cause: 'Payment pi_1 was canceled',
        });
      if (money !== 'early' && money !== 'in time') return;
      came = true;
      await workflow?.call('SendTaskSuccess', { taskToken, output: '{"paymentId":"pi_1"}' });
    },
    async RefundPayment({ reason }: TaskInput) {
      came ||= money === 'late';
      if (came) await shop.advance(orderId, 'REFUND_REQUESTED', reason);
      return { refunds: came ? 1 : 0 };
    },
  };
}

/**
 * Takes an order through the workflow. With `answersAreLost` each function does its work once more, because Step Functions
 * did not hear of the first time. Answers the tasks in turn, each once.
 */
async function tell(orderId: string, story: Story, answersAreLost: boolean) {
  const { available = 5, shipTo, refundedBefore, neverRuns, without } = story;
  const order = await shop.place(orderId, available, shipTo);
  const others: Record<string, (input: TaskInput) => Promise<unknown>> = payments(orderId, story);
  const ran = new Set<string>();
  async function run(task: string, input: TaskInput): Promise<unknown> {
    const isRepeated = ran.has(task);
    ran.add(task);
    if (task === refundedBefore && !isRepeated) await shop.advance(orderId, 'REFUNDED');
    if (task === without) return { refunds: 0, status: 'CANCELLED' };
    if (task === neverRuns) throw new AwsError('TooManyRequestsException', 'Not now', 429);
    const result = await (others[task]?.(input) ?? shop.run(task, input));
    if (answersAreLost && !isRepeated && !(task in others)) throw new Error('The answer was lost');
    return result;
  }
  const isNeverPaid = !story.isCanceled && (story.money === 'late' || story.money === 'never');
  workflow = new Workflow({ run, paymentTimeoutMilliseconds: isNeverPaid ? 1_000 : 10_000 });
  const { status } = await workflow.fulfil(order);
  return { status, tasks: [...ran], order };
}

/** What is left of an order, and what a booking of its shipment is answered that arrives only now. */
async function remainsOf(order: Awaited<ReturnType<Shop['place']>>) {
  const { available, reserved, sold } = await shop.stock(order.orderId);
  return {
    order: (await shop.order(order.orderId)).status,
    stock: { available, reserved, sold },
    shipment: await shop.shipment(order.orderId),
    lateBooking: await shop.bookLate(order),
  };
}

const undos = ['CancelShipment', 'RefundPayment', 'ReleaseStock', 'CancelOrder'];
const toIslands = { country: 'ES', postalCode: '35001' };

interface Ending extends Story {
  title: string;
  undone: string[];
  ends: OrderStatus;
  reason?: string;
  shipment?: 'cancelled';
}

const endings: Ending[] = [
  {
    ...{ title: 'whose stock is short', available: 1, money: 'never' },
    ...{ undone: undos.slice(1), ends: 'CANCELLED', reason: 'Out of stock: ' },
  },
  {
    ...{ title: 'whose stock is short and whose money came early', available: 1, money: 'early' },
    ...{ undone: undos.slice(1), ends: 'REFUND_REQUESTED', reason: 'Out of stock: ' },
  },
  {
    ...{ title: 'whose payment is canceled', money: 'never', isCanceled: true },
    ...{ undone: undos.slice(1), ends: 'CANCELLED', reason: 'Payment pi_1 was canceled' },
  },
  {
    ...{ title: 'whose payment does not come', money: 'never' },
    ...{ undone: undos.slice(1), ends: 'CANCELLED', reason: 'The payment did not come in time' },
  },
  {
    ...{ title: 'whose payment comes too late', money: 'late' },
    ...{ undone: undos.slice(1), ends: 'REFUND_REQUESTED', reason: 'The payment did not come in time' },
  },
  {
    ...{ title: 'to where no carrier goes', money: 'in time', shipTo: toIslands },
    ...{ undone: undos, ends: 'REFUND_REQUESTED' },
    reason: 'The shipment was refused: No carrier delivers to the Canary Islands.',
  },
  {
    ...{ title: 'whose shipment is never booked', money: 'in time', neverRuns: 'BookShipment' },
    ...{ undone: undos, ends: 'REFUND_REQUESTED', reason: 'The shipment could not be booked' },
  },
  {
    ...{ title: 'that is refunded before it is shipped', money: 'in time', refundedBefore: 'BookShipment' },
    ...{ undone: undos, ends: 'REFUNDED' },
  },
  {
    ...{ title: 'that is refunded before it is completed', money: 'early', refundedBefore: 'CompleteOrder' },
    ...{ undone: undos, ends: 'REFUNDED', shipment: 'cancelled' },
  },
];

const bothWays = [false, true].map((lost) => ({ lost, repeats: lost ? ', each task twice' : '' }));

describe.each(bothWays)('an order$repeats', ({ lost }) => {
  const orderIdOf = (index: number) => `order-${index}-${lost ? 'lost' : 'heard'}`;

  test('that is paid is shipped, sold and completed', async () => {
    const orderId = orderIdOf(99);
    const { status } = await tell(orderId, { money: 'in time' }, lost);
    expect(status).toBe('SUCCEEDED');
    expect(await shop.order(orderId)).toMatchObject({
      timeline: ['PENDING', 'RESERVED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPING', 'COMPLETED'],
    });
    expect(await shop.stock(orderId)).toMatchObject({ available: 3, reserved: 0, sold: 2 });
    expect(await shop.shipment(orderId)).toBe('booked');
  });

  test.each(endings.map((ending, index) => ({ ...ending, index })))(
    '$title is $ends: $undone',
    async ({ index, undone, ends, reason, shipment, ...story }) => {
      const orderId = orderIdOf(index);
      const { status, tasks, order } = await tell(orderId, story, lost);
      expect(status).toBe('SUCCEEDED');
      expect(tasks.slice(-undone.length)).toEqual(undone);
      const stored = await shop.order(orderId);
      expect(stored.reason ?? '').toContain(reason ?? '');
      const { available = 5 } = story;
      expect(await remainsOf(order)).toEqual({
        order: ends,
        stock: { available, reserved: 0, sold: 0 },
        shipment: shipment ?? 'none',
        lateBooking: undone.includes('CancelShipment') ? 409 : 201,
      });
    },
  );

  test('that was given up reserves nothing, when its first task arrives late', async () => {
    const orderId = orderIdOf(98);
    const { order } = await tell(orderId, { money: 'never', neverRuns: 'ReserveStock' }, lost);
    await expect(shop.run('ReserveStock', { order })).rejects.toMatchObject({
      name: 'OrderTransitionRefused',
    });
    expect(await shop.order(orderId)).toMatchObject({ timeline: ['PENDING', 'CANCELLED'] });
    expect(await shop.stock(orderId)).toMatchObject({ available: 5, reserved: 0 });
  });
});

/** An order that was reserved, paid and shipped before it is rolled back, so that there is something for every undo. */
const rolledBack: Story = { money: 'in time', refundedBefore: 'CompleteOrder' };
const nothingLeft = {
  status: 'SUCCEEDED',
  order: 'REFUNDED',
  stock: { available: 5, reserved: 0, sold: 0 },
  shipment: 'cancelled',
  lateBooking: 409,
};
/** What another end leaves: an order to where no carrier goes, whose money is still there. */
const refused: Story = { money: 'in time', shipTo: toIslands };

describe('without one undo, something is left', () => {
  test.each<{ without: string; story: Story; left: object }>([
    { without: 'nothing', story: rolledBack, left: {} },
    { without: 'CancelShipment', story: rolledBack, left: { shipment: 'booked', lateBooking: 200 } },
    {
      without: 'ReleaseStock',
      story: rolledBack,
      left: { stock: { available: 3, reserved: 2, sold: 0 } },
    },
    {
      without: 'RefundPayment',
      story: refused,
      left: { status: 'FAILED', order: 'PAID', shipment: 'none' },
    },
    {
      without: 'CancelOrder',
      story: { money: 'never' },
      left: { order: 'AWAITING_PAYMENT', shipment: 'none', lateBooking: 201 },
    },
  ])('without $without: $left', async ({ without, story, left }) => {
    const { status, order } = await tell(`order-without-${without}`, { ...story, without }, false);
    expect({ status, ...(await remainsOf(order)) }).toEqual({ ...nothingLeft, ...left });
  });
});
