import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Execution } from '../../local/stepfunctions/execution.ts';
import { StateMachines } from '../../local/stepfunctions/state-machines.ts';
import { integrations } from '../../local/stepfunctions/tasks/integrations.ts';
import type { LambdaFunctions } from '../../local/stepfunctions/tasks/lambda.ts';
import { answerPlan } from './child.ts';

const account = { region: 'us-east-1', accountId: '000000000000' };
const arn = `arn:aws:states:${account.region}:${account.accountId}:stateMachine:six`;

/** A task as the order's workflow has them: with its arguments, retries and a rollback. */
const task = (name: string, more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: { order: '{% $order %}' } },
  Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
  Catch: [
    { ErrorEquals: ['States.ALL'], Assign: { reason: '{% $states.errorOutput.Cause %}' }, Next: 'Undo' },
  ],
  ...more,
});

/** Each execution visits six states. */
const definition = {
  QueryLanguage: 'JSONata',
  StartAt: 'Take',
  States: {
    Take: { Type: 'Pass', Assign: { order: '{% $states.input %}' }, Next: 'Reserve' },
    Reserve: task('reserve', { Next: 'Check' }),
    Check: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $order.total > 0 %}', Next: 'Ship' }],
      Default: 'Undo',
    },
    Ship: task('ship', { Assign: { shipment: '{% $states.result.Payload %}' }, Next: 'Complete' }),
    Complete: task('complete', { Next: 'Done' }),
    Done: {
      Type: 'Pass',
      Output: { orderId: '{% $order.orderId %}', shipment: '{% $shipment %}' },
      End: true,
    },
    Undo: { Type: 'Fail', Error: 'Undone' },
  },
};

const order = {
  orderId: 'order-1',
  total: 2500,
  lines: [
    { sku: 'MUG-001', quantity: 2, unitPrice: 100 },
    { sku: 'BAKE-001', quantity: 1, unitPrice: 2300 },
  ],
};

/** Executions under way at once. */
const atOnce = 50;

/** Starts executions for so many seconds and answers how many a second came to their end. */
answerPlan(async ({ seconds }: { seconds: number }): Promise<number> => {
  const functions: LambdaFunctions = {
    invoke: async (_, { payload }) => ({ statusCode: 200, payload, executedVersion: '$LATEST' }),
  };
  const machines = new StateMachines({
    ...account,
    workFor: () => integrations({ functions }),
    milliseconds: (given) => given * 1000,
    log: ({ line }) => console.error(line),
  });
  machines.define({ arn, name: 'six', definition: JSON.stringify(definition) });
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  let ended = 0;
  while (elapsed() < seconds) {
    const executions = Array.from({ length: atOnce }, () =>
      machines.start(arn, undefined, JSON.stringify(order)),
    );
    await allSucceed(executions);
    ended += atOnce;
  }
  return ended / elapsed();
});

async function allSucceed(executions: Execution[]): Promise<void> {
  while (executions.some(({ status }) => status === 'RUNNING')) await nextTurn();
  const failed = executions.find(({ status }) => status !== 'SUCCEEDED');
  if (failed)
    throw new Error(`An execution is ${failed.status}: ${failed.result.error} ${failed.result.cause}`);
}
