import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { StateMachines } from '../../local/stepfunctions/state-machines.ts';

const definition = readFileSync(new URL('order-fulfilment.asl.json', import.meta.url), 'utf8')
  .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder as it stands in the file
  .replaceAll('${PaymentTimeoutSeconds}', '900')
  // Time runs a thousand times faster here, and a busy machine must not make a task late.
  .replaceAll('"TimeoutSeconds": 30', '"TimeoutSeconds": 5000');
const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:order-fulfilment';
const order = { orderId: 'order-1', lines: [{ sku: 'MUG-001', quantity: 1 }] };
const payment = { paymentId: 'pi_1', amount: 2500, currency: 'EUR' };
const shipment = { shipmentId: 'S-1', carrier: 'Parcel', trackingNumber: 'T-1' };

/** What a task does at one attempt: fails as a function (by name), is refused by Lambda, or returns. */
type Attempt = { fails: string } | { refused: string } | { returns: unknown };

/** What the provider makes of the wait. */
type Paid = 'succeeds' | 'is canceled' | 'never';

let machines: StateMachines;
afterEach(() => machines.stop());

/** An operation of Step Functions' API. */
async function call(operation: string, input: object): Promise<Record<string, string>> {
  const answer = await machines.service().operations[operation]?.(input, { accessKeyId: undefined });
  return { ...answer };
}

/** Answers a waiting task as the webhook's worker does. */
async function answerToken(taskToken: string, paid: Paid): Promise<void> {
  const canceled = { error: 'PaymentCanceled', cause: 'Payment pi_1 was canceled' };
  if (paid === 'succeeds') await call('SendTaskSuccess', { taskToken, output: JSON.stringify(payment) });
  if (paid === 'is canceled') await call('SendTaskFailure', { taskToken, ...canceled });
}

/**
 * Runs one order, a thousand times faster than the clock. `script` has a task's attempts in turn, the last again and
 * again. Answers how it ended and the functions called, in turn.
 */
async function fulfil(script: Record<string, Attempt[]>, paid: Paid = 'succeeds') {
  const called: { task: string; payload: Record<string, unknown> }[] = [];
  const invoke = async (name: string, request: { payload: string }) => {
    const task = name.split(':').at(-1) ?? '';
    const payload = JSON.parse(request.payload);
    const attempts = script[task] ?? [{ returns: task === 'BookShipment' ? shipment : null }];
    const earlier = called.filter((one) => one.task === task).length;
    const attempt = attempts[Math.min(earlier, attempts.length - 1)] as Attempt;
    called.push({ task, payload });
    await setImmediate();
    if ('refused' in attempt) throw new AwsError(attempt.refused, 'Not now', 429);
    if ('fails' in attempt) {
      const error = { errorType: attempt.fails, errorMessage: `${attempt.fails} happened` };
      return { statusCode: 200, functionError: 'Unhandled', payload: JSON.stringify(error) };
    }
    if (task === 'AwaitPayment') await answerToken(String(payload.taskToken), paid);
    return { statusCode: 200, payload: JSON.stringify(attempt.returns) };
  };
  machines = new StateMachines({
    ...{ functions: { invoke }, milliseconds: (seconds) => seconds, log: () => {} },
    ...{ region: 'us-east-1', accountId: '000000000000' },
  });
  machines.define({
    arn,
    name: 'order-fulfilment',
    definition,
    roleArn: 'arn:aws:iam::000000000000:role/fulfilment',
  });
  const input = JSON.stringify(order);
  const { executionArn } = await call('StartExecution', { stateMachineArn: arn, name: order.orderId, input });
  const describeIt = () => call('DescribeExecution', { executionArn });
  await expect
    .poll(async () => (await describeIt()).status, { interval: 2, timeout: 5_000 })
    .not.toBe('RUNNING');
  const { status, output = 'null' } = await describeIt();
  return { status, output: JSON.parse(output), called, tasks: called.map(({ task }) => task) };
}

describe('the fulfilment of an order', () => {
  test('whose payment comes reserves, waits, ships and completes', async () => {
    const run = await fulfil({});
    expect(run.tasks).toEqual(['ReserveStock', 'AwaitPayment', 'BookShipment', 'CompleteOrder']);
    expect(run.output).toEqual({ orderId: 'order-1', status: 'COMPLETED', payment, shipment });
    for (const { payload } of run.called) expect(payload['order']).toEqual(order);
  });

  test('without enough stock is cancelled with what is missing; nothing is there to release', async () => {
    const run = await fulfil({ ReserveStock: [{ fails: 'OutOfStock' }] });
    expect(run.tasks).toEqual(['ReserveStock', 'CancelOrder']);
    expect(run.called[1]?.payload).toEqual({ order, reason: 'OutOfStock happened' });
    expect(run.output).toMatchObject({ status: 'CANCELLED' });
  });

  test.each([
    { paid: 'is canceled', reason: 'Payment pi_1 was canceled' },
    { paid: 'never', reason: 'The payment did not come in time' },
  ] as const)('whose payment $paid gives the stock back and is cancelled', async ({ paid, reason }) => {
    const run = await fulfil({}, paid);
    expect(run.tasks).toEqual(['ReserveStock', 'AwaitPayment', 'ReleaseStock', 'CancelOrder']);
    expect(run.called[3]?.payload).toEqual({ order, reason });
    expect(run.status).toBe('SUCCEEDED');
  });

  test.each(['ReserveStock', 'AwaitPayment'])(
    'whose %s keeps failing gives the stock back and is cancelled',
    async (task) => {
      const run = await fulfil({ [task]: [{ fails: 'TypeError' }] });
      expect(run.tasks.filter((each) => each === task)).toHaveLength(9);
      expect(run.tasks.slice(-2)).toEqual(['ReleaseStock', 'CancelOrder']);
    },
  );

  test.each(['ReserveStock', 'AwaitPayment', 'BookShipment', 'CompleteOrder'])(
    'goes on when Lambda or DynamoDB refuses %s for a while',
    async (task) => {
      const returns = task === 'BookShipment' ? shipment : null;
      const refusals = [{ refused: 'TooManyRequestsException' }, { fails: 'TransactionCanceledException' }];
      const run = await fulfil({ [task]: [...refusals, { returns }] });
      expect(run.output).toMatchObject({ status: 'COMPLETED' });
    },
  );

  test('waits patiently for a legacy API that is away', async () => {
    const away = Array.from({ length: 12 }, () => ({ fails: 'LegacyUnavailable' }));
    const run = await fulfil({ BookShipment: [...away, { returns: shipment }] });
    expect(run.output).toMatchObject({ status: 'COMPLETED' });
  });

  test('fails at once, to be looked at, when a paid shipment is refused for good', async () => {
    const run = await fulfil({ BookShipment: [{ fails: 'ShipmentRefused' }] });
    expect(run.tasks).toEqual(['ReserveStock', 'AwaitPayment', 'BookShipment']);
    expect(run.status).toBe('FAILED');
  });
});
