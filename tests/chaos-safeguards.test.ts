import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { wakePatience } from '../load-tests/chaos/audit/events.ts';
import { audit } from '../load-tests/chaos/audit/index.ts';
import { Life } from '../load-tests/chaos/life.ts';
import { Random } from '../load-tests/chaos/random.ts';
import { Scene } from '../load-tests/chaos/scene.ts';
import { takeSnapshot } from '../load-tests/chaos/take-snapshot.ts';
import { type Edit, EditedSources } from './lib/edited-sources.ts';

/** Each text of a file becomes the one beside it. */
const replace =
  (...texts: [from: string, to: string][]): Edit =>
  (source) =>
    texts.reduce((text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`There is no ${from} to replace`);
      return text.replace(from, to);
    }, source);

/** An order that costs more is never woken, in minor units. The others show what the other safeguards do. */
const wokenUpTo = 20_000;
const fewPieces = { orders: 20 };

const edited = new EditedSources({
  'services/payments/migrations/001-ledger.sql': replace(
    ['event_id    text PRIMARY KEY', 'event_id    text NOT NULL'],
    ['event_id text NOT NULL REFERENCES payment_events', 'event_id text NOT NULL'],
  ),
  'services/payments/ledger.ts': replace([' ON CONFLICT (event_id) DO NOTHING', '']),
  'services/payments/wake.ts': replace(
    ['{ taskToken }: PaymentWait', '{ taskToken, expected }: PaymentWait'],
    [
      'if (taskToken === undefined)',
      `if (taskToken === undefined || Number(expected?.amount) > ${wokenUpTo})`,
    ],
  ),
  'services/fulfilment/reservations.ts': replace(["'#from >= :quantity'", "'attribute_exists(pk)'"]),
  'services/fulfilment/release-stock.handler.ts': replace([
    'stock.release(orderId, lines)',
    'Promise.resolve()',
  ]),
});

let scene: Scene;
beforeAll(async () => {
  // Whatever account the developer has there.
  vi.stubEnv('STRIPE_SECRET_KEY', '');
  expect(await edited.synthesise()).toBe('');
  const { signal } = new AbortController();
  scene = await Scene.start({ ...fewPieces, signal, assembly: edited.assembly, onProgress: () => {} });
}, 300_000);
afterAll(async () => {
  await scene?.stop();
  edited.remove();
  vi.unstubAllEnvs();
});

const aLife = () => new Life(scene, { random: new Random(1), ends: [] });

/** What the audit says of all stores, so many milliseconds from now if nothing happens until then. */
async function reasons(later = 0): Promise<string> {
  const snapshot = await takeSnapshot(scene);
  return audit({ ...snapshot, takenAt: snapshot.takenAt + later }).reasons.join('\n');
}

describe('the audit of a running system fails without', () => {
  test('the key of the inbox', async () => {
    const life = aLife();
    const order = await life.checkOut();
    scene.deliveries.courseOf(order.orderId, async (_, send) => {
      await send();
      await send();
    });
    await life.customer.pay(order);
    await expect.poll(() => reasons()).toContain('events are recorded more than once');
  });

  test('the condition on the stock', async () => {
    await scene.products.add('LAST', 1);
    const lives = [aLife(), aLife()];
    for (const life of lives)
      await life.customer.pay(await life.checkOut({ lines: [{ sku: 'LAST', quantity: 1 }] }));
    await expect.poll(() => reasons()).toContain('products have a count below zero: LAST');
  });

  test('a compensation, the release of the stock', async () => {
    const life = aLife();
    const order = await life.checkOut();
    await life.customer.cancelPayment(order);
    await expect.poll(() => reasons()).toContain(`${order.orderId} (CANCELLED, stock reserved)`);
  });

  test('the wake', async () => {
    const life = aLife();
    const order = await life.checkOut({ lines: [{ sku: 'CHAOS-01', quantity: 30 }] });
    expect(order.total.amount).toBeGreaterThan(wokenUpTo);
    await life.customer.pay(order);
    await expect
      .poll(() => reasons(2 * wakePatience))
      .toMatch(new RegExp(`went on waiting .* in the books: ${order.orderId}`));
  });
});
