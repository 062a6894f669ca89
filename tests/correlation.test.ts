import { randomUUID } from 'node:crypto';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { expectStatus } from '../commands/lib/api.ts';
import { output } from '../commands/lib/deployment.ts';
import { signatureOf } from '../commands/lib/payment-event.ts';
import { newTraceHeader, traceIdOf } from '../local/trace-header.ts';
import { linesWith } from './lib/log-lines.ts';
import {
  anybody,
  customerOf,
  deployment,
  eventFor,
  newProduct,
  type Order,
  orderRequest,
  reaches,
  secret,
} from './lib/shop.ts';

const customer = await customerOf('C-10003');
/** No carrier goes there: an order that is paid is rolled back. */
const unreachable = { shipTo: { country: 'ES', postalCode: '35001' } };

const ids = () => ({ 'x-correlation-id': randomUUID(), 'x-amzn-trace-id': newTraceHeader() });
type Ids = ReturnType<typeof ids>;

/** An order of one product, placed under these ids. */
async function order(headers: Partial<Ids>, change: object = {}) {
  const body = orderRequest(await newProduct(1), change);
  const all = { 'idempotency-key': randomUUID(), ...headers };
  const answer = await customer.request<Order>('POST', '/orders', { body, headers: all });
  return { answer, order: expectStatus(answer, 202) };
}

/** The provider's call, which says that the order is paid, under ids of its own. */
async function pay(paid: Order, headers: Ids): Promise<void> {
  const body = eventFor(paid, 'succeeded');
  const signed = { ...headers, 'stripe-signature': signatureOf(body, secret) };
  expectStatus(await anybody.request('POST', '/webhooks/payments', { body, headers: signed }), 202);
}

const goodWay = [
  ...['OrdersFunction', 'PricingFunction', 'FulfilmentReserveStock', 'PaymentsAwaitPayment'],
  ...['FulfilmentBookShipment', 'legacy-api', 'FulfilmentCompleteOrder'],
];
const wayBack = [
  ...['FulfilmentCancelShipment', 'PaymentsRefundPayment', 'FulfilmentReleaseStock', 'FulfilmentCancelOrder'],
  'PaymentsRefundsWorker',
];

describe("the client's correlation id", () => {
  test('goes with an order through API, internal call, workflow and legacy API, and comes back', async () => {
    const [theirs, providers] = [ids(), ids()];
    const { answer, order: placed } = await order(theirs);
    const id = theirs['x-correlation-id'];
    expect(answer.headers.get('x-correlation-id')).toBe(id);
    await pay(placed, providers);
    await reaches(customer, placed, 'COMPLETED');

    const lines = await linesWith('correlationId', id, ...goodWay);
    expect(lines.find(({ source }) => source === 'legacy-api')?.fields).toMatchObject({
      ...{ method: 'POST', route: '/shipments', status: 201 },
    });
    const { stateMachine, execution } = executionOf(placed);
    expect(JSON.parse((await stateMachine.send(execution)).input ?? '')).toMatchObject({ correlationId: id });
  });

  test('stands beside that of the payment provider’s call in what the worker logs of it', async () => {
    const [theirs, providers] = [ids(), ids()];
    const { order: placed } = await order(theirs);
    await pay(placed, providers);
    const [line] = await linesWith('correlationId', providers['x-correlation-id'], 'PaymentsWorker');
    expect(line?.fields).toMatchObject({
      message: 'Payment event handled',
      orderCorrelationId: theirs['x-correlation-id'],
    });
  });

  test('goes with an order through all that is undone, up to the call that asks for its refund', async () => {
    const theirs = ids();
    const { order: placed } = await order(theirs, unreachable);
    await pay(placed, ids());
    await reaches(customer, placed, 'REFUNDED');
    const lines = await linesWith('correlationId', theirs['x-correlation-id'], ...wayBack);
    const [asked] = lines.filter(({ source }) => source === 'PaymentsRefundsWorker');
    expect(asked?.fields).toMatchObject({ message: 'Refund asked of the provider', orderId: placed.orderId });
    const calls = lines.filter(({ source }) => source === 'legacy-api').map(({ fields }) => fields['method']);
    expect(calls).toEqual(['POST', 'DELETE']);
  });

  test('goes to the legacy API and back where that answers the route', async () => {
    const theirs = ids();
    const answer = await customer.request('GET', '/customers/C-10003', { headers: theirs });
    expect(answer.headers.get('x-correlation-id')).toBe(theirs['x-correlation-id']);
    await linesWith('correlationId', theirs['x-correlation-id'], 'legacy-api');
  });
});

test('an order without one gets the id of its request, which the access log knows too', async () => {
  const { answer } = await order({});
  const id = String(answer.headers.get('x-correlation-id'));
  expect(id).toBe(answer.headers.get('x-amzn-requestid'));
  await linesWith('correlationId', id, 'OrdersFunction', 'PricingFunction', 'FulfilmentReserveStock');
  await linesWith('requestId', id, 'apigateway');
});

test('what the API refuses is logged under the id, and under that of the access log', async () => {
  const theirs = ids();
  const answer = await customer.request('GET', '/orders/ord_of_nobody', { headers: theirs });
  expect(answer.status).toBe(404);
  const [line] = await linesWith('correlationId', theirs['x-correlation-id'], 'OrdersFunction');
  expect(line?.fields['apiRequestId']).toBe(answer.headers.get('x-amzn-requestid'));
});

describe('the trace', () => {
  test('of a request is that of the functions it invokes and of the workflow it starts', async () => {
    const theirs = ids();
    const { order: placed } = await order(theirs);
    await pay(placed, ids());
    const trace = String(traceIdOf(theirs['x-amzn-trace-id']));
    const functions = goodWay.filter((source) => source !== 'legacy-api');
    await linesWith('xray_trace_id', trace, ...functions);
    await linesWith('trace', trace, 'apigateway');
  });

  test('of a webhook call goes with its message; the worker’s batch has one of its own', async () => {
    const providers = ids();
    const { order: placed } = await order(ids());
    await pay(placed, providers);
    const trace = String(traceIdOf(providers['x-amzn-trace-id']));
    const [line] = await linesWith('senderTraceId', trace, 'PaymentsWorker');
    expect(line?.fields).toMatchObject({ orderId: placed.orderId });
    expect(line?.fields['xray_trace_id']).not.toBe(trace);
  });

  test('of an order that is undone goes with the request for its refund', async () => {
    const theirs = ids();
    const { order: placed } = await order(theirs, unreachable);
    await pay(placed, ids());
    await linesWith('senderTraceId', String(traceIdOf(theirs['x-amzn-trace-id'])), 'PaymentsRefundsWorker');
  });
});

/** The execution that fulfils an order. */
function executionOf({ orderId }: Order) {
  const machineArn = output(deployment, 'FulfilmentStateMachineArn');
  const executionArn = `${machineArn.replace(':stateMachine:', ':execution:')}:${orderId}`;
  return {
    stateMachine: new SFNClient(deployment.clientConfig),
    execution: new DescribeExecutionCommand({ executionArn }),
  };
}
