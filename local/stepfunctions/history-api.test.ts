import { describe, expect, test } from 'vitest';
import { type HistoryEvent, TestMachine } from './fixture.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
describe('GetExecutionHistory', () => {
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Arguments: { x: '{% $x %}' },
    End: true,
  };

  async function history(more: object = {}) {
    const machine = new TestMachine(
      { A: { Type: 'Pass', Assign: { x: '{% $states.input.x %}' }, Next: 'B' }, B: task },
      { mocks: { B: { result: 'w' } } },
    );
    const executionArn = await machine.start({ x: 1 }, 'o-1');
    await machine.ended(executionArn);
    return machine.call<{ events: HistoryEvent[]; nextToken?: string }>('GetExecutionHistory', {
      executionArn,
      ...more,
    });
  }

  test('tells every event with its id, the one before, its time and its details', async () => {
    const { events } = await history();
    const [input, details] = ['{"x":1}', { truncated: false }];
    const timed = events.map(({ timestamp, ...event }) => {
      expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(5);
      return event;
    });
    const resource = { resourceType: 'sqs', resource: 'sendMessage' };
    const output = '"w"';
    expect(timed).toEqual([
      {
        id: 1,
        previousEventId: 0,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input, inputDetails: details, roleArn: 'role' },
      },
      {
        id: 2,
        previousEventId: 0,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'A', input, inputDetails: details },
      },
      {
        id: 3,
        previousEventId: 2,
        type: 'PassStateExited',
        stateExitedEventDetails: {
          name: 'A',
          output: input,
          outputDetails: details,
          assignedVariables: { x: '1' },
          assignedVariablesDetails: details,
        },
      },
      {
        id: 4,
        previousEventId: 3,
        type: 'TaskStateEntered',
        stateEnteredEventDetails: { name: 'B', input, inputDetails: details },
      },
      {
        id: 5,
        previousEventId: 4,
        type: 'TaskScheduled',
        taskScheduledEventDetails: {
          ...resource,
          region: 'us-east-1',
          parameters: '{"x":1}',
        },
      },
      { id: 6, previousEventId: 5, type: 'TaskStarted', taskStartedEventDetails: resource },
      {
        id: 7,
        previousEventId: 6,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { ...resource, output, outputDetails: details },
      },
      {
        id: 8,
        previousEventId: 7,
        type: 'TaskStateExited',
        stateExitedEventDetails: { name: 'B', output, outputDetails: details },
      },
      {
        id: 9,
        previousEventId: 8,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output, outputDetails: details },
      },
    ]);
  });

  test('goes backwards and in pages', async () => {
    const { events, nextToken } = await history({ reverseOrder: true, maxResults: 2 });
    expect(events.map(({ id }) => id)).toEqual([9, 8]);
    const rest = await history({ reverseOrder: true, nextToken });
    expect(rest.events.map(({ id }) => id)).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect(rest.nextToken).toBeUndefined();
  });

  test('without execution data leaves inputs and outputs out', async () => {
    const { events } = await history({ includeExecutionData: false });
    expect(events[1]).toMatchObject({ stateEnteredEventDetails: { name: 'A' } });
    expect(JSON.stringify(events)).not.toMatch(/"(input|output|assignedVariables)(Details)?":/);
  });

  /** Measured on AWS: https://github.com/floci-io/floci/issues/2734 */
  test('ends an endless loop with the 25,000th event, whose cause names no state', async () => {
    const machine = new TestMachine({
      A: { Type: 'Choice', Choices: [{ Condition: false, Next: 'B' }], Default: 'A' },
      B: { Type: 'Succeed' },
    });
    const executionArn = await machine.start();
    const failure = {
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    };
    expect(await machine.ended(executionArn)).toMatchObject({ status: 'FAILED', ...failure });
    const latest = { executionArn, reverseOrder: true, maxResults: 1 };
    expect(await machine.call('GetExecutionHistory', latest)).toMatchObject({
      events: [{ id: 25_000, previousEventId: 24_999, executionFailedEventDetails: failure }],
    });
  });
});
