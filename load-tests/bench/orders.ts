import { expectStatus } from '../../commands/lib/api.ts';
import { eventId, paymentBody, signatureOf, type WaitingOrder } from '../generator/event.ts';
import type { Samples } from './measures.ts';
import { newRunId, type Round, type UnderTest } from './round.ts';
import { allReach, fillStock, placeOrders } from './waiting-orders.ts';

/** Enough that each environment has compiled what it runs most. */
const warmUp = 2_000;
const measured = 800;

/** How many orders a second go all the way: placed by one of several customers, paid at once, COMPLETED. */
export async function orders(round: Round): Promise<Samples> {
  const system = await round.system();
  await fillStock(system);
  await completeOrders(system, warmUp, round.signal);
  const started = Date.now();
  const ended = await completeOrders(system, measured, round.signal);
  return { orders: { value: measured / ((ended - started) / 1000) } };
}

/** Answers when the last of them was COMPLETED, in epoch milliseconds: to read them all takes longer. */
async function completeOrders(system: UnderTest, count: number, signal: AbortSignal): Promise<number> {
  const runId = newRunId();
  const placed = await placeOrders(system, count, (order, number) =>
    pay(system, order, eventId(runId, number)),
  );
  return allReach(system, placed, 'COMPLETED', signal);
}

/** As the provider does: by its event. */
async function pay({ customer, secret }: UnderTest, order: WaitingOrder, id: string): Promise<void> {
  const body = paymentBody({ id, order });
  const signature = signatureOf(body, secret, Math.floor(Date.now() / 1000));
  const headers = { 'stripe-signature': signature };
  expectStatus(await customer.request('POST', '/webhooks/payments', { body, headers }), 202);
}
