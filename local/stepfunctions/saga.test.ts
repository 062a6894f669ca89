import { describe, expect, test } from 'vitest';
import { awaitToken, type FakeFunction, invoke, TestMachine, Thrown } from './fixture.ts';

const retry = [
  { ErrorEquals: ['OutOfStock', 'PaymentCanceled', 'States.Timeout'], MaxAttempts: 0 },
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 1,
    MaxAttempts: 8,
    MaxDelaySeconds: 30,
    JitterStrategy: 'FULL',
  },
];
const undoFor = (error: string, reason: string, Next: string) => ({
  ErrorEquals: [error],
  Assign: { order: '{% $states.context.Execution.Input %}', reason },
  Next,
});
const order = { order: '{% $order %}' };

/** An order: stock, payment by task token, shipment; what was done is undone when a later step fails. */
const saga = {
  ReserveStock: invoke('reserve', {
    Arguments: { FunctionName: 'reserve', Payload: { order: '{% $states.input %}' } },
    Retry: retry,
    Assign: { order: '{% $states.input %}' },
    Catch: [undoFor('OutOfStock', '{% $parse($states.errorOutput.Cause).errorMessage %}', 'CancelOrder')],
    Next: 'AwaitPayment',
  }),
  AwaitPayment: awaitToken('awaitPayment', {
    TimeoutSeconds: '{% $order.patience %}',
    Retry: retry,
    Assign: { payment: '{% $states.result %}' },
    Catch: [
      undoFor('PaymentCanceled', '{% $states.errorOutput.Cause %}', 'ReleaseStock'),
      undoFor('States.Timeout', 'The payment did not come in time', 'ReleaseStock'),
    ],
    Next: 'BookShipment',
  }),
  BookShipment: invoke('book', {
    Arguments: { FunctionName: 'book', Payload: order },
    Retry: retry,
    Output: {
      orderId: '{% $order.orderId %}',
      paid: '{% $payment.amount %}',
      shipment: '{% $states.result.Payload.shipmentId %}',
    },
  }),
  ReleaseStock: invoke('release', {
    Arguments: { FunctionName: 'release', Payload: order },
    Next: 'CancelOrder',
  }),
  CancelOrder: invoke('cancel', {
    Arguments: { FunctionName: 'cancel', Payload: { ...order, reason: '{% $reason %}' } },
    Output: { orderId: '{% $order.orderId %}', reason: '{% $reason %}' },
  }),
};

function shop(functions: Record<string, FakeFunction> = {}) {
  const calls: string[] = [];
  const tokens: string[] = [];
  const all: Record<string, FakeFunction> = {
    reserve: () => ({}),
    awaitPayment: (event) => tokens.push((event as { taskToken: string }).taskToken),
    book: () => ({ shipmentId: 's-1' }),
    release: () => ({}),
    cancel: () => ({}),
    ...functions,
  };
  const recorded = Object.entries(all).map(([name, run]): [string, FakeFunction] => [
    name,
    (event) => {
      calls.push(name);
      return run(event);
    },
  ]);
  const machine = new TestMachine(saga, { functions: Object.fromEntries(recorded) });
  const waiting = async (patience = 900_000) => {
    const arn = await machine.start({ orderId: 'o-1', patience });
    await machine.event(arn, 'TaskSubmitted');
    return { arn, taskToken: tokens[0] };
  };
  return { machine, calls, waiting };
}

/** https://docs.aws.amazon.com/prescriptive-guidance/latest/cloud-design-patterns/saga-orchestration.html */
describe('a saga', () => {
  test('completes when the payment comes', async () => {
    const { machine, calls, waiting } = shop();
    const { arn, taskToken } = await waiting();
    await machine.call('SendTaskSuccess', { taskToken, output: '{"amount":1200}' });
    const { output } = await machine.ended(arn);
    expect(JSON.parse(output ?? '')).toEqual({ orderId: 'o-1', paid: 1200, shipment: 's-1' });
    expect(calls).toEqual(['reserve', 'awaitPayment', 'book']);
  });

  test('releases the stock and cancels when the payment is canceled', async () => {
    const { machine, calls, waiting } = shop();
    const { arn, taskToken } = await waiting();
    await machine.call('SendTaskFailure', { taskToken, error: 'PaymentCanceled', cause: 'By the customer' });
    expect(await machine.ended(arn)).toMatchObject({
      output: '{"orderId":"o-1","reason":"By the customer"}',
    });
    expect(calls).toEqual(['reserve', 'awaitPayment', 'release', 'cancel']);
  });

  test('releases the stock and cancels when no payment comes in time', async () => {
    const { machine, calls, waiting } = shop();
    const { arn } = await waiting(20);
    expect(await machine.ended(arn)).toMatchObject({
      output: expect.stringContaining('did not come in time'),
    });
    expect(calls).toEqual(['reserve', 'awaitPayment', 'release', 'cancel']);
  });

  test('cancels at once, without retries, when there is no stock', async () => {
    const { machine, calls } = shop({ reserve: () => new Thrown('OutOfStock', 'MUG-001 is gone') });
    expect(await machine.output({ orderId: 'o-1' })).toEqual({ orderId: 'o-1', reason: 'MUG-001 is gone' });
    expect(calls).toEqual(['reserve', 'cancel']);
  });

  test('books the shipment as often as it takes', async () => {
    let failures = 4;
    const book = () => (failures-- > 0 ? new Thrown('LegacyUnavailable', '503') : { shipmentId: 's-5' });
    const { machine, calls, waiting } = shop({ book });
    const { arn, taskToken } = await waiting();
    await machine.call('SendTaskSuccess', { taskToken, output: '{"amount":1200}' });
    expect(await machine.ended(arn)).toMatchObject({ output: expect.stringContaining('s-5') });
    expect(calls.filter((name) => name === 'book')).toHaveLength(5);
  });
});
