import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { correlationIdOf } from './message.ts';
import { delivery, paymentEvent } from './testing/events.ts';
import { startWorker } from './testing/worker.ts';
import { recordMilliseconds } from './time-limits.ts';

let worker: Awaited<ReturnType<typeof startWorker>>;
let ledger: typeof worker.ledger;
let aws: typeof worker.aws;
let lambda: typeof worker.lambda;
let printed: typeof worker.printed;
let work: typeof worker.work;
let workWith: typeof worker.workWith;

beforeAll(async () => {
  worker = await startWorker();
  ({ ledger, aws, lambda, printed, work, workWith } = worker);
});
beforeEach(() => worker.forget());
afterAll(() => worker.stop());

describe('a webhook message', () => {
  const day = 24 * 60 * 60 * 1000;

  test.each([
    { reason: 'unsigned', options: { unsigned: true } },
    { reason: 'wrong_signature', options: { secret: 'whsec_other' } },
    { reason: 'stale', options: { signedAt: Date.now() - 301_000, receivedAt: Date.now() } },
  ])('that is $reason is counted, leaves no row and does not come back', async ({ reason, options }) => {
    const event = paymentEvent({ orderId: `order-${reason}` });
    expect(await work(delivery(event, options))).toEqual([]);
    expect(await ledger.effects(event.id)).toMatchObject({ rows: 0, entries: 0 });
    expect(await aws.wait(`order-${reason}`)).toBeUndefined();
    const metric = printed.find((line) => line.includes('RefusedWebhook'));
    expect(JSON.parse(metric ?? '{}')).toMatchObject({ reason, RefusedWebhook: 1 });
  });

  test('that is signed but not JSON is counted and does not come back', async () => {
    expect(await work(delivery('{"id": nonsense'))).toEqual([]);
    expect(printed.join()).toContain('"reason":"not_json"');
  });

  test('that waited for days is accepted: its signature is judged by its arrival, not by now', async () => {
    const event = paymentEvent();
    const signedAt = Date.now() - 9 * day;
    expect(await work(delivery(event, { signedAt }))).toEqual([]);
    const { rows } = await ledger.client.query('SELECT received_at FROM payment_events WHERE event_id = $1', [
      event.id,
    ]);
    expect(rows).toEqual([{ received_at: new Date(signedAt) }]);
  });

  test.each([undefined, '', 'yesterday', '1e99'])(
    'with %o as its arrival goes back to the queue',
    async (receivedAt) => {
      const event = paymentEvent();
      const message = delivery(event, { receivedAt });
      expect(await work(message)).toEqual([message.messageId]);
      expect(await ledger.effects(event.id)).toMatchObject({ rows: 0 });
    },
  );

  test.each([
    ['no event', { hello: 'world' }],
    ['an event of an amount that is none', paymentEvent({ amount: 25.5 })],
    ['an event of a currency that is none', paymentEvent({ currency: 'euro' })],
  ])('that is signed but %s goes back to the queue, to end as a dead letter', async (_, body) => {
    const message = delivery(body);
    expect(await work(message)).toEqual([message.messageId]);
    if ('id' in body) expect(await ledger.effects(body.id)).toMatchObject({ rows: 0 });
  });

  test('that the database refuses goes back alone; the rest of its batch is done', async () => {
    const poison = delivery(paymentEvent({ id: 'evt_\0' }));
    const [before, after] = [paymentEvent(), paymentEvent()];
    expect(await work(delivery(before), poison, delivery(after))).toEqual([poison.messageId]);
    expect(await ledger.effects(before.id)).toMatchObject({ rows: 1 });
    expect(await ledger.effects(after.id)).toMatchObject({ rows: 1 });
  });
});

test('an event that decides nothing is written down and leaves its order alone', async () => {
  const event = paymentEvent({ type: 'payment_intent.created', orderId: 'order-undecided' });
  expect(await work(delivery(event))).toEqual([]);
  expect(await ledger.effects(event.id)).toMatchObject({ rows: 1, entries: 0 });
  expect(await aws.wait('order-undecided')).toBeUndefined();
});

describe('a full batch', () => {
  test('is done by one invocation although the ledger takes a third of a second for each', async () => {
    await ledger.client.query(`
      CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.33); RETURN NEW; END';
      CREATE TRIGGER slow BEFORE INSERT ON payment_events FOR EACH ROW EXECUTE FUNCTION slow()`);
    const events = Array.from({ length: 10 }, () => paymentEvent());
    expect(await work(...events.map((event) => delivery(event)))).toEqual([]);
    await ledger.client.query('DROP TRIGGER slow ON payment_events');
    for (const { id } of events) expect(await ledger.effects(id)).toMatchObject({ rows: 1 });
  });

  test('is handed back from the record on for which the time may not be enough', async () => {
    const [done, late, later] = [paymentEvent(), paymentEvent(), paymentEvent()].map((event) => ({
      event,
      message: delivery(event),
    }));
    if (!done || !late || !later) throw new Error('three were made');
    const remaining = [recordMilliseconds, recordMilliseconds - 1, recordMilliseconds - 2];
    const clock = { ...lambda, getRemainingTimeInMillis: () => remaining.shift() ?? 0 };
    const batch = [done, late, later].map(({ message }) => message);
    expect(await workWith(clock, ...batch)).toEqual([late.message.messageId, later.message.messageId]);
    expect(await ledger.effects(done.event.id)).toMatchObject({ rows: 1 });
    expect(await ledger.effects(late.event.id)).toMatchObject({ rows: 0 });
  });
});

describe('while the signing secret is rotated', () => {
  const seconds = (count: number) => vi.setSystemTime(Date.now() + count * 1000);
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('both values sign, the new one at once, and the one before them no more', async () => {
    expect(await signedWith('whsec_test')).toBe(1);
    aws.secrets.put('webhook', 'whsec_new');
    seconds(0.01);
    expect(await signedWith('whsec_new')).toBe(1);
    expect(await signedWith('whsec_test')).toBe(1);
    aws.secrets.put('webhook', 'whsec_newest');
    seconds(0.01);
    expect(await signedWith('whsec_newest')).toBe(1);
    expect(await signedWith('whsec_new')).toBe(1);
    expect(await signedWith('whsec_test')).toBe(0);
    for (const value of ['whsec_new', 'whsec_test']) aws.secrets.put('webhook', value);
    seconds(0.01);
    expect(await signedWith('whsec_test')).toBe(1);
  });

  test('an event that the new one signed counts also when a forger has just made it read the old one', async () => {
    seconds(600);
    expect(await signedWith('whsec_forged')).toBe(0);
    aws.secrets.put('webhook', 'whsec_new');
    seconds(0.01);
    expect(await signedWith('whsec_new')).toBe(1);
    aws.secrets.put('webhook', 'whsec_test');
    seconds(0.01);
    expect(await signedWith('whsec_test')).toBe(1);
  });

  test('an event that came in the millisecond of the last reading is not judged by it', async () => {
    seconds(600);
    expect(await signedWith('whsec_forged')).toBe(0);
    for (const value of ['whsec_new', 'whsec_newest']) aws.secrets.put('webhook', value);
    expect(await signedWith('whsec_newest')).toBe(1);
    for (const value of ['whsec_new', 'whsec_test']) aws.secrets.put('webhook', value);
    seconds(0.01);
    expect(await signedWith('whsec_test')).toBe(1);
  });

  test('however many forgeries came, it reads the secret once for all of them, and not again within a second', async () => {
    seconds(600);
    const before = aws.reads.webhook;
    const forgeries = Array.from({ length: 10 }, () => delivery(paymentEvent(), { secret: 'whsec_forged' }));
    seconds(0.01);
    expect(await work(...forgeries)).toEqual([]);
    expect(aws.reads.webhook - before).toBe(2);
    seconds(0.01);
    const startedAt = performance.now();
    await signedWith('whsec_forged');
    expect(performance.now() - startedAt).toBeGreaterThan(980);
  });

  test('what is unsigned or stale makes it read nothing', async () => {
    seconds(600);
    expect(await signedWith('whsec_test')).toBe(1);
    const before = aws.reads.webhook;
    seconds(0.01);
    const stale = { signedAt: Date.now() - 301_000, receivedAt: Date.now() };
    expect(await work(...[{ unsigned: true }, stale].map((how) => delivery(paymentEvent(), how)))).toEqual(
      [],
    );
    expect(aws.reads.webhook).toBe(before);
  });

  async function signedWith(secret: string): Promise<number> {
    const event = paymentEvent();
    expect(await work(delivery(event, { secret }))).toEqual([]);
    return (await ledger.effects(event.id)).rows;
  }
});

test('a message whose correlation id is not fit to be logged is handled without one', async () => {
  const event = paymentEvent();
  const message = delivery(event);
  Object.assign(message.messageAttributes['correlationId'] ?? {}, { stringValue: 'a\nb' });
  expect(correlationIdOf(message)).toBeUndefined();
  expect(correlationIdOf(delivery(event))).toBe('correlation-1');
  expect(await work(message)).toEqual([]);
});
