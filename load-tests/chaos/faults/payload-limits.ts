import stock from '../../../services/fulfilment/seed/stock.json' with { type: 'json' };
import type { OrderFault } from '../fault.ts';

/** Bytes of a webhook body: what fits into a message of the queue as base64 beside its attributes, and what does not. */
const queueLimit = { fits: 786_100, doesNot: 786_432 };
/** Bytes of a checkout, and lines of an order: far below what a workflow takes, so that none can grow too large for it. */
const largestCheckout = 65_536;
const mostLines = 50;

export const payloadLimits: OrderFault = {
  name: 'payload-limits',
  promise:
    'The largest order and the largest event go all the way; one byte or one line more is refused and leaves nothing',
  share: 0.005,
  ends: ['COMPLETED', 'REFUNDED'],
  async live(life) {
    const { customer, scene } = life;
    const linesOf = (count: number) =>
      Object.keys(stock)
        .slice(0, count)
        .map((sku) => ({ sku, quantity: 1 }));
    const { shipTo } = life.wish();
    await customer.isRefused({ lines: linesOf(mostLines + 1), shipTo }, 400);
    const largest = JSON.stringify({ lines: linesOf(mostLines), shipTo }).padEnd(largestCheckout);
    await customer.isRefused(`${largest} `, 413);
    const order = life.accepted(await customer.checkOut(largest, life.random));
    scene.deliveries.courseOf(order.orderId, async (event) => {
      const answer = await scene.deliveries.post(event.body.padEnd(queueLimit.doesNot));
      if (answer !== 413)
        throw new Error(`A webhook call that does not fit into the queue was answered ${answer}`);
      await scene.deliveries.send({ ...event, body: event.body.padEnd(queueLimit.fits) });
    });
    await customer.pay(order);
  },
};
