import { describe, expect, test } from 'vitest';
import { historyOf, task } from './history-fixture.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
describe('the history of a Task', () => {
  test('tells a failed evaluation once for each attempt', async () => {
    const states = task({
      Arguments: { MessageBody: '{% $states.input.missing %}' },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
    });
    const { chain, events } = await historyOf(states);
    expect(chain.slice(1)).toEqual([
      '2<0 TaskStateEntered',
      '3<0 EvaluationFailed',
      '4<3 EvaluationFailed',
      '5<4 ExecutionFailed',
    ]);
    const cause =
      "An error occurred while executing the state 'Send' (entered at the event id #2). The JSONata expression '$states.input.missing' specified for the field 'Arguments/MessageBody' returned nothing (undefined).";
    expect(events[3]?.['evaluationFailedEventDetails']).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      location: 'Arguments/MessageBody',
      state: 'Send',
    });
    expect(events[4]?.['executionFailedEventDetails']).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
    });
  });

  test.each([
    ['aws-sdk:sqs:sendMessage', 'aws-sdk:sqs', 'sendMessage'],
    ['dynamodb:putItem', 'dynamodb', 'putItem'],
    ['states:startExecution.sync:2', 'states', 'startExecution.sync:2'],
  ])(
    'of %s names its service and operation, and its arguments as JSON text',
    async (arn, resourceType, resource) => {
      const states = task({ Resource: `arn:aws:states:::${arn}`, Arguments: { a: '{% 1 + 1 %}' } });
      const { events } = await historyOf(states, { mocks: { Send: { result: { ok: true } } } });
      expect(events[2]?.['taskScheduledEventDetails']).toEqual({
        resourceType,
        resource,
        region: 'us-east-1',
        parameters: '{"a":2}',
      });
      expect(events.at(-3)?.['taskSucceededEventDetails']).toEqual({
        resourceType,
        resource,
        output: '{"ok":true}',
        outputDetails: { truncated: false },
      });
      const submitted = events.some(({ type }) => type === 'TaskSubmitted');
      expect(submitted).toBe(resource.includes('.sync'));
    },
  );

  test.each([
    ['arn:aws:lambda:us-east-1:000000000000:function:f', 'LambdaFunction', 'lambdaFunction'],
    ['arn:aws:states:us-east-1:000000000000:activity:a', 'Activity', 'activity'],
  ])('of %s has events of its own', async (Resource, family, details) => {
    const { events } = await historyOf(task({ Resource }), { input: 1, mocks: { Send: { result: 2 } } });
    expect(events.slice(2, 5).map(({ type }) => type)).toEqual([
      `${family}Scheduled`,
      `${family}Started`,
      `${family}Succeeded`,
    ]);
    expect(events[2]?.[`${details}ScheduledEventDetails`]).toEqual({
      resource: Resource,
      input: '1',
      inputDetails: { truncated: false },
    });
    expect(events[3]).not.toHaveProperty(`${details}StartedEventDetails`);
  });

  test('leaves out what a failure does not have', async () => {
    const { events } = await historyOf(task(), { mocks: { Send: { error: 'My.Error' } } });
    expect(events[4]?.['taskFailedEventDetails']).toEqual({
      resourceType: 'sqs',
      resource: 'sendMessage',
      error: 'My.Error',
    });
    expect(events[5]?.['executionFailedEventDetails']).toEqual({ error: 'My.Error' });
  });
});
