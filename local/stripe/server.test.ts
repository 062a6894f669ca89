import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { clientOf, startProvider } from './testing.ts';

const order = { amount: 2500, currency: 'eur', metadata: { order_id: 'ord_1' } };
const paid = {
  ...order,
  confirm: true,
  payment_method: 'pm_card_visa',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
} satisfies Stripe.PaymentIntentCreateParams;
const declined = { ...paid, payment_method: 'pm_card_visa_chargeDeclined' };

/** The error that a call must end with. */
const errorOf = (call: Promise<unknown>): Promise<Stripe.errors.StripeError> =>
  call.then(
    () => expect.fail('The call succeeded'),
    (error: unknown) => error as Stripe.errors.StripeError,
  );

const chargeOf = (stripe: Stripe, { latest_charge: charge }: Stripe.PaymentIntent) =>
  stripe.charges.retrieve(typeof charge === 'string' ? charge : '');

describe('a payment intent', () => {
  test('confirmed with a good card succeeds, and its charge has its metadata', async () => {
    const { stripe } = await startProvider();
    const intent = await stripe.paymentIntents.create(paid);
    expect(intent).toMatchObject({ ...order, status: 'succeeded', amount_received: 2500 });
    expect(await chargeOf(stripe, intent)).toMatchObject({
      ...order,
      payment_intent: intent.id,
      paid: true,
      refunded: false,
    });
    const { data } = await stripe.events.list({ type: 'payment_intent.succeeded' });
    expect(data).toMatchObject([{ data: { object: { id: intent.id, status: 'succeeded' } } }]);
  });

  test.each(['pm_card_visa_chargeDeclined', 'pm_card_chargeDeclined'])(
    'whose card %s is declined can be confirmed with another card',
    async (payment_method) => {
      const { stripe } = await startProvider();
      const error = await errorOf(stripe.paymentIntents.create({ ...paid, payment_method }));
      expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
      expect(error).toMatchObject({ statusCode: 402, code: 'card_declined' });
      const id = error.payment_intent?.id ?? '';
      expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'requires_payment_method',
        amount_received: 0,
        last_payment_error: { code: 'card_declined' },
      });
      const confirmed = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      expect(confirmed).toMatchObject({ status: 'succeeded', last_payment_error: null });
      const { data } = await stripe.events.list();
      expect(data.map(({ type }) => type)).toEqual([
        'payment_intent.succeeded',
        'payment_intent.payment_failed',
      ]);
    },
  );

  test('is canceled only while it is not paid', async () => {
    const { stripe } = await startProvider();
    const open = await stripe.paymentIntents.create(order);
    expect(open.status).toBe('requires_payment_method');
    const reason = { cancellation_reason: 'abandoned' } as const;
    expect(await stripe.paymentIntents.cancel(open.id, reason)).toMatchObject({
      status: 'canceled',
      ...reason,
    });
    const { id } = await stripe.paymentIntents.create(paid);
    for (const ended of [open.id, id])
      expect(await errorOf(stripe.paymentIntents.cancel(ended))).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
      });
    expect((await stripe.events.list({ type: 'payment_intent.canceled' })).data).toHaveLength(1);
  });

  test('that does not exist is resource_missing', async () => {
    const { stripe } = await startProvider();
    expect(await errorOf(stripe.paymentIntents.retrieve('pi_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such payment_intent: 'pi_none'",
    });
  });
});

describe('a refund', () => {
  test('in parts adds up in the charge, and each part is an event with the sum so far', async () => {
    const { stripe } = await startProvider();
    const { id: payment_intent } = await stripe.paymentIntents.create(paid);
    const first = await stripe.refunds.create({ payment_intent, amount: 500 });
    const rest = await stripe.refunds.create({ payment_intent });
    expect([first.amount, rest.amount]).toEqual([500, 2000]);
    const { data } = await stripe.events.list({ type: 'charge.refunded' });
    expect(data.map((event) => event.data.object)).toMatchObject([
      { amount_refunded: 2500, refunded: true, payment_intent, metadata: order.metadata },
      { amount_refunded: 500, refunded: false },
    ]);
    expect((await stripe.refunds.list({ payment_intent })).data.map(({ id }) => id)).toEqual([
      rest.id,
      first.id,
    ]);
  });

  test('of what was refunded already is charge_already_refunded', async () => {
    const { stripe } = await startProvider();
    const { id: payment_intent } = await stripe.paymentIntents.create(paid);
    await stripe.refunds.create({ payment_intent });
    expect(await errorOf(stripe.refunds.create({ payment_intent }))).toMatchObject({
      statusCode: 400,
      code: 'charge_already_refunded',
    });
    expect((await stripe.events.list({ type: 'charge.refunded' })).data).toHaveLength(1);
  });

  test('of more than is left changes nothing', async () => {
    const { stripe } = await startProvider();
    const intent = await stripe.paymentIntents.create(paid);
    const payment_intent = intent.id;
    expect(await errorOf(stripe.refunds.create({ payment_intent, amount: 2501 }))).toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    expect(await chargeOf(stripe, intent)).toMatchObject({ amount_refunded: 0 });
  });

  test('of a payment that did not succeed is refused', async () => {
    const { stripe } = await startProvider();
    const { payment_intent: intent } = await errorOf(stripe.paymentIntents.create(declined));
    const error = await errorOf(stripe.refunds.create({ payment_intent: intent?.id ?? '' }));
    expect(error).toMatchObject({ statusCode: 400, code: 'payment_intent_unexpected_state' });
  });

  test('of a payment made elsewhere is taken when it says how much of which currency', async () => {
    const { stripe } = await startProvider();
    const metadata = { order_id: 'ord_1', currency: 'EUR' };
    const refund = { payment_intent: 'pi_elsewhere', amount: 900, metadata };
    expect(await stripe.refunds.create(refund)).toMatchObject({ amount: 900, currency: 'eur' });
    const { data } = await stripe.events.list({ type: 'charge.refunded' });
    expect(data[0]?.data.object).toMatchObject({
      payment_intent: 'pi_elsewhere',
      amount: 900,
      amount_refunded: 900,
      metadata,
    });
    expect(await errorOf(stripe.refunds.create(refund))).toMatchObject({ code: 'charge_already_refunded' });
  });

  test.each([
    { payment_intent: 'pi_elsewhere' },
    { payment_intent: 'pi_elsewhere', amount: 900 },
    { payment_intent: 'pi_elsewhere', metadata: { currency: 'EUR' } },
  ])('of a payment made elsewhere is resource_missing when it says only %j', async (refund) => {
    const { stripe } = await startProvider();
    expect(await errorOf(stripe.refunds.create(refund))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });
});

describe('an idempotency key', () => {
  test('answers the same again and does nothing again', async () => {
    const { stripe } = await startProvider();
    const { id: payment_intent } = await stripe.paymentIntents.create(paid);
    const refund = { payment_intent, amount: 500 };
    const first = await stripe.refunds.create(refund, { idempotencyKey: 'key' });
    const again = await stripe.refunds.create(refund, { idempotencyKey: 'key' });
    expect(again).toEqual(first);
    expect(first.lastResponse.headers).not.toHaveProperty('idempotent-replayed');
    expect(again.lastResponse.headers).toHaveProperty('idempotent-replayed', 'true');
    expect((await stripe.refunds.list()).data).toHaveLength(1);
  });

  test('answers an error the same again', async () => {
    const { stripe } = await startProvider();
    const attempt = () => errorOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'key' }));
    const [first, again] = [await attempt(), await attempt()];
    expect(again.payment_intent?.id).toBe(first.payment_intent?.id);
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });

  test('of another request is an idempotency_error', async () => {
    const { stripe } = await startProvider();
    await stripe.paymentIntents.create(paid, { idempotencyKey: 'key' });
    for (const other of [
      stripe.paymentIntents.create({ ...paid, amount: 1 }, { idempotencyKey: 'key' }),
      stripe.refunds.create({ payment_intent: 'pi_1' }, { idempotencyKey: 'key' }),
    ])
      expect(await errorOf(other)).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  test('of a request with a wrong parameter may be used again', async () => {
    const { stripe } = await startProvider();
    await errorOf(stripe.paymentIntents.create({ ...paid, amount: 0 }, { idempotencyKey: 'key' }));
    expect(await stripe.paymentIntents.create(paid, { idempotencyKey: 'key' })).toMatchObject(order);
  });
});

describe('a request', () => {
  test('with a wrong key or none is 401', async () => {
    const { port } = await startProvider();
    const error = await errorOf(clientOf(port, 'sk_test_another').events.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).toBe('Invalid API Key provided: sk_test_****ther');
    const bare = await fetch(`http://127.0.0.1:${port}/v1/events`);
    expect([bare.status, await bare.json()]).toMatchObject([
      401,
      { error: { type: 'invalid_request_error' } },
    ]);
  });

  test('may give its key as the user of Basic, as curl -u does', async () => {
    const { port, secretKey } = await startProvider();
    const authorization = `Basic ${Buffer.from(`${secretKey}:`).toString('base64')}`;
    const { status } = await fetch(`http://127.0.0.1:${port}/v1/events`, { headers: { authorization } });
    expect(status).toBe(200);
  });

  test.each([
    [{ amount: 2.5 }, { param: 'amount' }],
    [{ amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    [{ currency: 'euro' }, { param: 'currency' }],
    [{ payment_method: 'constructor' }, { code: 'resource_missing', param: 'payment_method' }],
    [{ capture_method: 'manual' as const }, { code: 'parameter_unknown', param: 'capture_method' }],
    [{ metadata: { order_id: 'x'.repeat(501) } }, { param: 'metadata.order_id' }],
  ])('with %j is refused by the name of the parameter', async (change, expected) => {
    const { stripe } = await startProvider();
    const error = await errorOf(
      stripe.paymentIntents.create({ ...paid, ...change } as Stripe.PaymentIntentCreateParams),
    );
    expect(error).toMatchObject({ statusCode: 400, ...expected });
  });

  test('for what the provider does not do says what it does', async () => {
    const { stripe } = await startProvider();
    const error = await errorOf(stripe.customers.list());
    expect(error).toMatchObject({ statusCode: 404 });
    expect(error.message).toMatch(/^Unrecognized request URL \(GET: \/v1\/customers\).* POST \/v1\/refunds/);
  });
});

test('a list is newest first, page by page', async () => {
  const { stripe } = await startProvider();
  const made: string[] = [];
  for (let amount = 1; amount <= 5; amount += 1)
    made.push((await stripe.paymentIntents.create({ ...order, amount })).id);
  const pages = stripe.paymentIntents.list({ limit: 2 });
  expect((await pages).has_more).toBe(true);
  const all = await pages.autoPagingToArray({ limit: 100 });
  expect(all.map(({ id }) => id)).toEqual(made.reverse());
});
