import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { AwsError } from '../../../local/aws-error.ts';
import { StateMachines } from '../../../local/stepfunctions/state-machines.ts';
import { integrations } from '../../../local/stepfunctions/tasks/integrations.ts';
import type { LambdaFunctions } from '../../../local/stepfunctions/tasks/lambda.ts';

/** So many times faster than the clock runs time here: a wait of a day takes one second. */
const speed = 100_000;
const [region, accountId] = ['us-east-1', '000000000000'];
const arn = `arn:aws:states:${region}:${accountId}:stateMachine:order-fulfilment`;
const definition = readFileSync(new URL('../order-fulfilment.asl.json', import.meta.url), 'utf8')
  .replaceAll(/\$\{(\w+)FunctionArn\}/g, `arn:aws:lambda:${region}:${accountId}:function:$1`)
  // A busy machine must not make a task late.
  .replaceAll('"TimeoutSeconds": 30', `"TimeoutSeconds": ${10 * speed}`);

/** What the state machine hands to a task. */
export interface TaskInput {
  order: { orderId: string };
  reason?: string;
  taskToken?: string;
}

interface Options {
  /** Runs the function of a task. What it throws the function threw, but an `AwsError` is Lambda's refusal to run it. */
  run: (task: string, input: TaskInput) => Promise<unknown>;
  /** How long an order waits for its money, by the clock of the test. */
  paymentTimeoutMilliseconds: number;
}

/** The workflow as it is deployed, on an engine whose time runs fast. */
export class Workflow {
  readonly #machines: StateMachines;

  constructor({ run, paymentTimeoutMilliseconds }: Options) {
    const functions: LambdaFunctions = {
      invoke: async (functionArn, { payload }) => ({
        statusCode: 200,
        ...(await answerOf(run(functionArn.split(':').at(-1) ?? '', JSON.parse(payload)))),
      }),
    };
    this.#machines = new StateMachines({
      ...{ region, accountId, log: () => {}, milliseconds: (seconds) => (seconds * 1000) / speed },
      workFor: () => integrations({ functions }),
    });
    const seconds = (paymentTimeoutMilliseconds * speed) / 1000;
    this.#machines.define({
      ...{ arn, name: 'order-fulfilment', roleArn: `arn:aws:iam::${accountId}:role/fulfilment` },
      definition: definition.replace(/\$\{PaymentTimeoutSeconds\}/, String(seconds)),
    });
  }

  /** An operation of Step Functions' API. */
  async call(operation: string, input: object): Promise<Record<string, string>> {
    const answer = await this.#machines.service().operations[operation]?.(input, { accessKeyId: undefined });
    return { ...answer };
  }

  /** Takes one order through the workflow; answers how that ended. */
  async fulfil(order: { orderId: string }): Promise<{ status: string | undefined; output: unknown }> {
    const start = { stateMachineArn: arn, name: order.orderId, input: JSON.stringify(order) };
    const { executionArn } = await this.call('StartExecution', start);
    const describeIt = () => this.call('DescribeExecution', { executionArn });
    await expect.poll(async () => (await describeIt()).status, { interval: 2 }).not.toBe('RUNNING');
    const { status, output = 'null' } = await describeIt();
    return { status, output: JSON.parse(output) };
  }

  stop(): void {
    this.#machines.stop();
  }
}

/** An answer of Lambda's Invoke. */
async function answerOf(result: Promise<unknown>) {
  try {
    return { payload: JSON.stringify((await result) ?? null) };
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const { name: errorType, message: errorMessage } = error as Error;
    return { functionError: 'Unhandled', payload: JSON.stringify({ errorType, errorMessage }) };
  }
}
