import { setTimeout as pause } from 'node:timers/promises';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { expectStatus } from '../commands/lib/api.ts';
import { legacyService } from '../commands/lib/stories/legacy-service.ts';
import {
  customerOf,
  deployment,
  eventFor,
  newProduct,
  type Order,
  orderRequest,
  placeOrder,
  reaches,
  sendWebhook,
  stockOf,
} from './lib/shop.ts';

const customer = await customerOf('C-10004');
const ecs = new ECSClient(deployment.clientConfig);

/** Deploys the legacy API anew, and waits until only the new task is left. */
async function deployAnew(): Promise<void> {
  const { cluster, service } = await legacyService(deployment);
  await ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  const deployments = async () =>
    (await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))).services?.[0]
      ?.deployments;
  await expect
    .poll(deployments, { interval: 20 })
    .toMatchObject([{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 1 }]);
}

/** Asks the legacy API for something, again and again. Answers the statuses that it got. */
async function askLegacy(signal: AbortSignal): Promise<Set<number>> {
  const statuses = new Set<number>();
  while (!signal.aborted) {
    statuses.add((await customer.request('GET', '/customers/C-10004')).status);
    // Leaves the machine to the orders.
    await pause(5);
  }
  return statuses;
}

/** Pays an order, which then goes its way. */
async function pay(order: Order, sku: string): Promise<void> {
  expectStatus(await sendWebhook(eventFor(order, 'succeeded')), 202);
  const { timeline } = await reaches(customer, order, 'COMPLETED');
  expect(timeline.filter(({ status }) => status === 'COMPLETED')).toHaveLength(1);
  const shipment = await customer.request('GET', `/shipments/${order.orderId}`);
  expect(shipment.body.lines).toEqual([{ sku, quantity: 1 }]);
}

const rounds = 3;
const ordersOfRound = 3;

test('while the legacy API is deployed anew, every order completes once and nobody is refused', async () => {
  const sku = await newProduct(rounds * ordersOfRound);
  const enough = new AbortController();
  const asking = askLegacy(enough.signal);
  try {
    for (let round = 0; round < rounds; round++) {
      const placing = Array.from({ length: ordersOfRound }, () => placeOrder(customer, orderRequest(sku)));
      const orders = await Promise.all(placing);
      await Promise.all(orders.map((order) => reaches(customer, order, 'AWAITING_PAYMENT')));
      await Promise.all([deployAnew(), ...orders.map((order) => pay(order, sku))]);
    }
  } finally {
    enough.abort();
  }
  expect([...(await asking)]).toEqual([200]);
  expect(await stockOf(sku)).toMatchObject({ available: 0, reserved: 0, sold: rounds * ordersOfRound });
}, 60_000);
