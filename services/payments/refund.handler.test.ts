import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { SQSRecord } from 'aws-lambda';
import { expect, onTestFinished, test, vi } from 'vitest';
import { closeServer, listenOnLoopback } from '../../local/loopback-server.ts';
import { Secrets } from '../../local/secretsmanager/secrets.ts';
import { startProvider } from '../../local/stripe/testing.ts';
import { lambdaContext } from '../shared/testing/http.ts';
import { startLocalAws } from '../shared/testing/local-aws.ts';
import type { RefundRequest } from './refund-requests.ts';
import { refundTimeoutSeconds } from './time-limits.ts';

const lambda = lambdaContext(refundTimeoutSeconds * 1000);

/** The refund worker with this secret. `work` answers the ids of the messages that go back to the queue. */
async function startRefundWorker(secret: object | string) {
  const value = typeof secret === 'string' ? secret : JSON.stringify(secret);
  const secrets = new Secrets();
  secrets.create({ arn: 'arn:provider-abcdef', name: 'provider', value });
  const environment = {
    PROVIDER_SECRET_ARN: 'provider',
    POWERTOOLS_LOG_LEVEL: 'ERROR',
    /** Logs go to the console, where a test can read them. */
    POWERTOOLS_DEV: 'true',
  };
  const aws = await startLocalAws([], { services: [secrets.service()] }, environment);
  onTestFinished(() => aws.stop());
  const logError = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => logError.mockRestore());
  // Each test has a secret of its own, which the modules keep.
  vi.resetModules();
  const { handler } = await import('./refund.handler.ts');
  return {
    work: async (...records: SQSRecord[]): Promise<string[]> => {
      const { batchItemFailures } = await handler({ Records: records }, lambda);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    errors: () => logError.mock.calls.map(([line]) => JSON.parse(String(line))),
  };
}

/** A provider with payments of 25.00 EUR, and the worker that asks it for refunds. */
async function startBoth() {
  const { stripe, port, secretKey } = await startProvider();
  const worker = await startRefundWorker({ secretKey, apiUrl: `http://127.0.0.1:${port}` });
  return {
    ...worker,
    stripe,
    port,
    secretKey,
    pay: () => payAt(stripe),
    /** All refunds of a payment that the provider has made. */
    refundsOf: async (paymentId: string) => (await stripe.refunds.list({ payment_intent: paymentId })).data,
  };
}

async function payAt(stripe: Awaited<ReturnType<typeof startProvider>>['stripe']): Promise<string> {
  const method = { confirm: true, payment_method: 'pm_card_visa' };
  return (await stripe.paymentIntents.create({ amount: 2500, currency: 'eur', ...method })).id;
}

/** A message of the refund queue; its id is the payment's. */
function messageFor(paymentId: string, change: Partial<RefundRequest> = {}): SQSRecord {
  const request: RefundRequest = { orderId: 'ord_1', paymentId, amount: 2500, currency: 'EUR', ...change };
  const empty = { attributes: {}, messageAttributes: {} };
  return { messageId: paymentId, body: JSON.stringify(request), ...empty } as SQSRecord;
}

test.each([2500, 900])(
  'a refund of %i is asked for once, however often its message comes',
  async (amount) => {
    const { work, pay, refundsOf } = await startBoth();
    const payment = await pay();
    const message = messageFor(payment, { amount });
    expect(await work(message, message)).toEqual([]);
    expect(await Promise.all([work(message), work(message)])).toEqual([[], []]);
    const metadata = { order_id: 'ord_1', currency: 'EUR' };
    expect(await refundsOf(payment)).toMatchObject([{ amount, currency: 'eur', metadata }]);
  },
);

test('a payment that somebody has refunded already is done', async () => {
  const { work, pay, stripe, refundsOf, errors } = await startBoth();
  const payment = await pay();
  await stripe.refunds.create({ payment_intent: payment });
  expect(await work(messageFor(payment))).toEqual([]);
  expect(await refundsOf(payment)).toHaveLength(1);
  expect(errors()).toEqual([]);
});

test('what the provider refuses for another reason goes back to the queue, and the log says why', async () => {
  const { work, pay, refundsOf, errors } = await startBoth();
  const payment = await pay();
  expect(await work(messageFor(payment, { amount: 2501 }))).toEqual([payment]);
  expect(await refundsOf(payment)).toEqual([]);
  const why = 'Refund amount (2501) is greater than unrefunded amount on charge (2500)';
  expect(errors()).toMatchObject([{ messageId: payment, error: { message: why } }]);
});

test('what the provider refused is asked for anew when its message comes again, once the cause is mended', async () => {
  const { work, stripe, refundsOf } = await startBoth();
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 2500, currency: 'eur', payment_method: 'pm_card_visa' },
  });
  const message = messageFor(id);
  expect(await work(message)).toEqual([id]);
  await stripe.paymentIntents.confirm(id);
  expect(await work(message, message)).toEqual([]);
  expect(await refundsOf(id)).toHaveLength(1);
});

test.each([
  { secret: { secretKey: '' }, wrong: 'secretKey: holds no key of the payment provider' },
  { secret: { apiUrl: 'http://127.0.0.1:1' }, wrong: 'secretKey:' },
  { secret: { secretKey: 'sk_test_hidden', apiUrl: 'http://evil.example' }, wrong: 'apiUrl:' },
  { secret: 'sk_test_hidden', wrong: 'value:' },
])(
  'with the secret $secret the message goes back, and the error says what is wrong',
  async ({ secret, wrong }) => {
    const { work, errors } = await startRefundWorker(secret);
    expect(await work(messageFor('pi_1'))).toEqual(['pi_1']);
    const [{ error }] = errors();
    expect(error.message).toMatch(/^Secret provider is wrong\. /);
    expect(error.message).toContain(wrong);
    expect(error.message).not.toContain('hidden');
  },
);

test('a provider that answers 500 makes only its message go back', async () => {
  const { stripe, port, secretKey } = await startProvider();
  const payments = [await payAt(stripe), await payAt(stripe), await payAt(stripe)] as const;
  const [, unlucky] = payments;
  const front = await startFront({ port, isBroken: (body) => body.includes(unlucky) });
  const { work } = await startRefundWorker({ secretKey, apiUrl: `http://127.0.0.1:${front}` });
  expect(await work(...payments.map((payment) => messageFor(payment)))).toEqual([unlucky]);
  const refunds = (await stripe.refunds.list()).data.map(({ payment_intent: payment }) => payment);
  expect(refunds).toEqual([payments[2], payments[0]]);
});

test('a message that is no request goes back alone', async () => {
  const { work, pay, refundsOf } = await startBoth();
  const payment = await pay();
  expect(await work(messageFor('pi_nothing', { amount: 0 }), messageFor(payment))).toEqual(['pi_nothing']);
  expect(await refundsOf(payment)).toHaveLength(1);
});

/** A provider that is broken for some requests, and hands the others on to the one at `port`. Answers its own port. */
async function startFront({ port, isBroken }: { port: number; isBroken: (body: string) => boolean }) {
  const answer = async (request: IncomingMessage) => {
    const body = await text(request);
    if (isBroken(body)) return new Response('{"error":{"type":"api_error"}}', { status: 500 });
    const { method = '', url = '', headers } = request;
    const { authorization = '', 'idempotency-key': key = '' } = headers as Record<string, string>;
    return fetch(`http://127.0.0.1:${port}${url}`, {
      ...{ method, body },
      headers: { authorization, 'idempotency-key': key },
    });
  };
  const server = createServer((request, response) => {
    void answer(request).then(async (answered) =>
      response.writeHead(answered.status).end(await answered.text()),
    );
  });
  onTestFinished(() => closeServer(server));
  return listenOnLoopback(server);
}

test('each line of the log says of which message it is, and nothing of the message before', async () => {
  const { work, errors } = await startRefundWorker({ secretKey: 'sk_test_x' });
  const correlationId = { stringValue: 'correlation-1', dataType: 'String' };
  const bad = (paymentId: string) => ({ ...messageFor(paymentId), body: 'no request' });
  await work({ ...bad('pi_1'), messageAttributes: { correlationId } }, bad('pi_2'));
  expect(errors().map((line) => [line.messageId, line.correlationId])).toEqual([
    ['pi_1', 'correlation-1'],
    ['pi_2', undefined],
  ]);
});
