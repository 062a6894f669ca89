import { describe, expect, test } from 'vitest';
import { awaitToken, result, TestMachine, Thrown } from './fixture.ts';
import { RedriveTokens, redriveProblem } from './redrive.ts';

const day = 24 * 60 * 60 * 1000;
const redrive = (machine: TestMachine, executionArn: string, clientToken?: string) =>
  machine.call<{ redriveDate: number }>('RedriveExecution', {
    executionArn,
    ...(clientToken !== undefined && { clientToken }),
  });

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html */
describe('RedriveExecution', () => {
  test.each([
    ['RUNNING', { A: { Type: 'Wait', Seconds: 99_999, End: true } }],
    ['SUCCEEDED', { A: result(1) }],
  ])('is refused while an execution is %s', async (status, states) => {
    const machine = new TestMachine(states);
    const arn = await machine.start();
    if (status === 'SUCCEEDED') await machine.ended(arn);
    const reason = `Execution is ${status} and cannot be redriven`;
    expect(await machine.describe(arn)).toMatchObject({
      status,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: reason,
    });
    await expect(redrive(machine, arn)).rejects.toMatchObject({
      code: 'ExecutionNotRedrivable',
      message: `Execution ${arn} invalid for redrive as: ${reason}`,
      statusCode: 400,
    });
  });

  test.each([
    ['Execution history event limit exceeded', { history: { length: 24_999 } }, 0],
    ['Execution has exceeded the max execution time', {}, 365 * day + 1],
    ['Execution redrivable period exceeded', {}, 14 * day + 1],
    [undefined, { history: { length: 24_998 } }, 14 * day],
  ])('is answered: %s', (reason, more, now) => {
    const execution = { status: 'FAILED', history: { length: 5 }, startTime: 0, stopTime: 0 } as const;
    expect(redriveProblem({ ...execution, ...more }, now)).toBe(reason);
  });

  test('takes back what the end had told', async () => {
    let calls = 0;
    const work = () => (calls++ === 0 ? new Thrown('Boom', 'not yet') : undefined);
    const machine = new TestMachine({ A: awaitToken('work') }, { functions: { work } });
    const arn = await machine.start();
    const failed = await machine.ended(arn);
    expect(failed).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    expect(failed).not.toHaveProperty('redriveStatusReason');
    const { redriveDate } = await redrive(machine, arn);
    const running = await machine.describe(arn);
    expect(running).toMatchObject({ status: 'RUNNING', redriveCount: 1, redriveDate });
    for (const name of ['stopDate', 'error', 'cause']) expect(running).not.toHaveProperty(name);
  });

  test('with the token of an earlier redrive answers its date and redrives nothing', async () => {
    const machine = new TestMachine({ F: { Type: 'Fail' } });
    const arn = await machine.start();
    await machine.ended(arn);
    const first = await redrive(machine, arn, 'one');
    await machine.ended(arn);
    expect(await redrive(machine, arn, 'one')).toEqual(first);
    expect(await machine.describe(arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    await redrive(machine, arn, 'two');
    expect(await machine.ended(arn)).toMatchObject({ redriveCount: 2 });
  });

  test('remembers the last ten tokens, each for 15 minutes', () => {
    const tokens = new RedriveTokens();
    for (let count = 0; count < 11; count++) tokens.add(`t-${count}`, count);
    expect(tokens.date('t-0', 20)).toBeUndefined();
    expect(tokens.date('t-1', 20)).toBe(1);
    expect(tokens.date('t-1', 15 * 60_000 + 1)).toBeUndefined();
  });

  test('does not know other executions', async () => {
    const machine = new TestMachine({ A: result(1) });
    const unknown = 'arn:aws:states:us-east-1:000000000000:execution:orders:none';
    await expect(redrive(machine, unknown)).rejects.toMatchObject({ code: 'ExecutionDoesNotExist' });
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
test('ListExecutions tells redrives, and refuses their filter for a state machine', async () => {
  const machine = new TestMachine({ F: { Type: 'Fail' } });
  const arn = await machine.start();
  await machine.ended(arn);
  const { redriveDate } = await redrive(machine, arn);
  const input = { stateMachineArn: machine.arn };
  expect(await machine.call('ListExecutions', input)).toMatchObject({
    executions: [{ redriveCount: 1, redriveDate }],
  });
  await expect(machine.call('ListExecutions', { ...input, redriveFilter: 'REDRIVEN' })).rejects.toMatchObject(
    {
      code: 'ValidationException',
      message: 'RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN',
    },
  );
});
