import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { AwsError } from '../../local/aws-error.ts';
import { type TaskInput, Workflow } from './testing/workflow.ts';

const order = { orderId: 'order-1', lines: [{ sku: 'MUG-001', quantity: 1 }] };
const payment = { paymentId: 'pi_1', amount: 2500, currency: 'EUR' };
const shipment = { shipmentId: 'S-1', carrier: 'Parcel', trackingNumber: 'T-1' };

/** What a task returns unless a test says otherwise. */
const usual: Record<string, unknown> = {
  BookShipment: shipment,
  RefundPayment: { refunds: 1 },
  CancelOrder: { status: 'REFUND_REQUESTED' },
};

/** What a task does at one attempt: fails as a function (by name), is refused by Lambda, or returns. */
type Attempt = { fails: string } | { refused: string } | { returns: unknown };

/** What the provider makes of the wait. */
type Paid = 'succeeds' | 'is canceled' | 'never';

let workflow: Workflow;
afterEach(() => workflow.stop());

/** Answers a waiting task as the webhook's worker does. */
async function answerToken(taskToken: unknown, paid: Paid): Promise<void> {
  const canceled = { error: 'PaymentCanceled', cause: 'Payment pi_1 was canceled' };
  if (paid === 'succeeds')
    await workflow.call('SendTaskSuccess', { taskToken, output: JSON.stringify(payment) });
  if (paid === 'is canceled') await workflow.call('SendTaskFailure', { taskToken, ...canceled });
}

/**
 * Runs one order. `script` has a task's attempts in turn, the last again and again. Answers how it ended and the
 * functions called, in turn.
 */
async function fulfil(script: Record<string, Attempt[]>, paid: Paid = 'succeeds') {
  const called: { task: string; input: TaskInput }[] = [];
  async function run(task: string, input: TaskInput): Promise<unknown> {
    const attempts = script[task] ?? [{ returns: usual[task] }];
    const earlier = called.filter((one) => one.task === task).length;
    const attempt = attempts[Math.min(earlier, attempts.length - 1)] as Attempt;
    called.push({ task, input });
    await setImmediate();
    if ('refused' in attempt) throw new AwsError(attempt.refused, 'Not now', 429);
    if ('fails' in attempt)
      throw Object.assign(new Error(`${attempt.fails} happened`), { name: attempt.fails });
    if (task === 'AwaitPayment') await answerToken(input.taskToken, paid);
    return attempt.returns;
  }
  workflow = new Workflow({ run, paymentTimeoutMilliseconds: paid === 'never' ? 10 : 10_000 });
  const { status, output } = await workflow.fulfil(order);
  return { status, output, called, tasks: called.map(({ task }) => task) };
}

const steps = ['ReserveStock', 'AwaitPayment', 'BookShipment', 'CompleteOrder'];
const undos = ['CancelShipment', 'RefundPayment', 'ReleaseStock', 'CancelOrder'];
const forever = (fails: string) => [{ fails }];

describe('the fulfilment of an order', () => {
  test('whose payment comes reserves, waits, ships and completes', async () => {
    const run = await fulfil({});
    expect(run.tasks).toEqual(steps);
    expect(run.output).toEqual({ orderId: 'order-1', status: 'COMPLETED', payment, shipment });
    for (const { input } of run.called) expect(input.order).toEqual(order);
  });

  test.each(steps)('goes on when Lambda or DynamoDB refuses %s for a while', async (task) => {
    const refusals = [{ refused: 'TooManyRequestsException' }, { fails: 'TransactionCanceledException' }];
    const run = await fulfil({ [task]: [...refusals, { returns: usual[task] }] });
    expect(run.output).toMatchObject({ status: 'COMPLETED' });
  });

  test('waits for an hour for a legacy API that is away', async () => {
    const away = Array.from({ length: 25 }, () => ({ fails: 'LegacyUnavailable' }));
    const run = await fulfil({ BookShipment: [...away, { returns: shipment }] });
    expect(run.output).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('an order that cannot be fulfilled', () => {
  /** `tries`: how often the step is called before it is given up. */
  const failures: { step: string; error: string; tries: number; undone: string[]; reason: string }[] = [
    {
      ...{ step: 'ReserveStock', error: 'OutOfStock', tries: 1 },
      ...{ undone: undos.slice(1), reason: 'OutOfStock happened' },
    },
    {
      ...{ step: 'ReserveStock', error: 'OrderTransitionRefused', tries: 1 },
      ...{ undone: undos.slice(1), reason: 'The stock could not be reserved' },
    },
    {
      ...{ step: 'ReserveStock', error: 'TypeError', tries: 9 },
      ...{ undone: undos.slice(1), reason: 'The stock could not be reserved' },
    },
    {
      ...{ step: 'AwaitPayment', error: 'OrderTransitionRefused', tries: 1 },
      ...{ undone: undos.slice(1), reason: 'The payment could not be awaited' },
    },
    {
      ...{ step: 'AwaitPayment', error: 'TypeError', tries: 9 },
      ...{ undone: undos.slice(1), reason: 'The payment could not be awaited' },
    },
    {
      ...{ step: 'BookShipment', error: 'ShipmentRefused', tries: 1 },
      ...{ undone: undos, reason: 'ShipmentRefused happened' },
    },
    {
      ...{ step: 'BookShipment', error: 'OrderTransitionRefused', tries: 1 },
      ...{ undone: undos, reason: 'The payment was refunded' },
    },
    {
      ...{ step: 'BookShipment', error: 'LegacyUnavailable', tries: 41 },
      ...{ undone: undos, reason: 'The shipment could not be booked' },
    },
    {
      ...{ step: 'CompleteOrder', error: 'OrderTransitionRefused', tries: 1 },
      ...{ undone: undos, reason: 'The payment was refunded' },
    },
  ];

  test.each(failures)(
    'since $step throws $error is given up after $tries tries and undone: $undone',
    async ({ step, error, tries, undone, reason }) => {
      const run = await fulfil({ [step]: forever(error) });
      const done = steps.slice(0, steps.indexOf(step));
      expect(run.tasks).toEqual([...done, ...Array.from({ length: tries }, () => step), ...undone]);
      for (const { input } of run.called) expect(input.order).toEqual(order);
      const told = run.called.filter(({ input }) => 'reason' in input);
      expect(told.map(({ task, input }) => [task, input.reason])).toEqual([
        ['RefundPayment', reason],
        ['CancelOrder', reason],
      ]);
      expect(run.output).toEqual({ orderId: 'order-1', status: 'REFUND_REQUESTED', reason, refunds: 1 });
    },
  );

  test.each([
    { paid: 'is canceled', reason: 'Payment pi_1 was canceled' },
    { paid: 'never', reason: 'The payment did not come in time' },
  ] as const)('since its payment $paid is undone from there', async ({ paid, reason }) => {
    const nothing = {
      RefundPayment: [{ returns: { refunds: 0 } }],
      CancelOrder: [{ returns: { status: 'CANCELLED' } }],
    };
    const run = await fulfil(nothing, paid);
    expect(run.tasks).toEqual(['ReserveStock', 'AwaitPayment', ...undos.slice(1)]);
    expect(run.output).toEqual({ orderId: 'order-1', status: 'CANCELLED', reason, refunds: 0 });
  });

  test.each(undos)('is undone though %s fails for half an hour', async (undo) => {
    const failed = Array.from({ length: 15 }, () => ({ fails: 'TypeError' }));
    const script = {
      BookShipment: forever('ShipmentRefused'),
      [undo]: [...failed, { returns: usual[undo] }],
    };
    const run = await fulfil(script);
    expect([...new Set(run.tasks)]).toEqual([...steps.slice(0, 3), ...undos]);
    expect(run.status).toBe('SUCCEEDED');
  });

  test('is undone though the legacy API is away for half a day', async () => {
    const away = Array.from({ length: 99 }, () => ({ fails: 'LegacyUnavailable' }));
    const run = await fulfil({
      BookShipment: forever('ShipmentRefused'),
      CancelShipment: [...away, { returns: undefined }],
    });
    expect(run.tasks.slice(-4)).toEqual(undos);
    expect(run.status).toBe('SUCCEEDED');
  });
});

/** So that the failure is seen and a redrive goes on from there: no undo is left out, none runs before its turn. */
describe('an execution fails, and nothing else is done,', () => {
  test.each(undos)('when %s fails for good', async (undo) => {
    const run = await fulfil({ BookShipment: forever('ShipmentRefused'), [undo]: forever('TypeError') });
    expect(run.status).toBe('FAILED');
    expect([...new Set(run.tasks)]).toEqual([
      ...steps.slice(0, 3),
      ...undos.slice(0, undos.indexOf(undo) + 1),
    ]);
  });

  test('when an order cannot be completed: it may be completed already', async () => {
    const run = await fulfil({ CompleteOrder: forever('TypeError') });
    expect(run.status).toBe('FAILED');
    expect([...new Set(run.tasks)]).toEqual(steps);
  });
});
