import { StateMachines } from './state-machines.ts';
import { type Mocks, mockedTasks } from './tasks/mocks.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How one execution ended: what DescribeExecution and GetExecutionHistory answer for it, the output as JSON. */
export interface LoneExecution {
  status: string;
  output?: unknown;
  error?: string | undefined;
  cause?: string | undefined;
  history: object[];
}

const [region, accountId] = ['us-east-1', '000000000000'];

/**
 * Runs one execution of a state machine alone, on mocked tasks and in no time: waits, pauses between retries and timeouts
 * only move its clock. Throws `InvalidDefinition`, and `AwsError` for an input that StartExecution refuses.
 */
export async function runAlone(definition: string, input: string, mocks: Mocks): Promise<LoneExecution> {
  const clock = new VirtualClock();
  const machines = new StateMachines({
    ...{ region, accountId, clock, log: () => {} },
    workFor: () => mockedTasks(mocks),
    milliseconds: (seconds) => seconds * 1000,
  });
  const arn = `arn:aws:states:${region}:${accountId}:stateMachine:alone`;
  machines.define({ arn, name: 'alone', definition, roleArn: `arn:aws:iam::${accountId}:role/alone` });
  const execution = machines.start(arn, undefined, input);
  await clock.runUntil(() => execution.status !== 'RUNNING');
  const { status, result, history } = execution;
  const { output, ...failure } = result;
  return {
    status,
    ...(output !== undefined && { output: JSON.parse(output) }),
    ...failure,
    history: history.page(0, history.length, { reverse: false, includeData: true }),
  };
}
