import { describe, expect, test } from 'vitest';
import { compileDefinition } from './definition.ts';
import { problemsOf, work } from './definition-fixture.ts';

const done = { Type: 'Succeed' };

/**
 * https://states-language.net/spec.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html; the texts as AWS was seen to answer them:
 * localstack/localstack, test_sfn_api.snapshot.json and test_sfn_api_validation.snapshot.json,
 * https://github.com/floci-io/floci/pull/2786 and the asl rules of https://github.com/badmintoncryer/cdk-preflight
 */
describe('a definition', () => {
  test('is refused when it is not JSON', () => {
    expect(() => compileDefinition('{', work)).toThrow(
      "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Invalid JSON",
    );
  });

  test.each([
    ['', 'Definition must be a valid JSON object at null'],
    ['[]', 'Definition must be a valid JSON object at null'],
    ['{}', 'These fields are required: [States, StartAt] at /'],
    ['{"States":{}}', 'These fields are required: [StartAt] at /'],
    [
      '{"StartAt":"A","States":{},"QueryLanguage":"jsonata"}',
      'Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage',
    ],
  ])('%s is refused', (definition, problem) => {
    expect(() => compileDefinition(definition, work)).toThrow(
      `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${problem}'`,
    );
  });

  test.each([
    [
      { Type: 'Sleep' },
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/A/Type",
    ],
    [{}, 'These fields are required: [Type] at /States/A'],
    [{ Type: 'Task', Resource: 'arn', End: true }, 'Value is not a valid resource ARN at /States/A/Resource'],
    [{ Type: 'Pass', Next: 5 }, 'Expected value of type [STRING] at /States/A/Next'],
    [{ Type: 'Choice', Choices: [] }, 'Value cannot be empty at /States/A/Choices'],
    [
      { Type: 'Choice', Choices: [{ Condition: true }] },
      'These fields are required: [Next] at /States/A/Choices[0]',
    ],
    [
      { Type: 'Choice', Choices: [{ Next: 'A' }] },
      'The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/A/Choices[0]',
    ],
    [
      { Type: 'Map', End: true },
      'This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/A',
    ],
    [{ Type: 'Wait', Seconds: -1, End: true }, 'Minimum value is 0 at /States/A/Seconds'],
    [{ Type: 'Wait', Seconds: 100_000_000, End: true }, 'Maximum value is 99999999 at /States/A/Seconds'],
    [{ Type: 'Wait', Seconds: '5', End: true }, 'Expected value of type Integer at /States/A/Seconds'],
    [
      { Type: 'Wait', Timestamp: 'soon', End: true },
      'String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      { Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z', End: true },
      'String does not match RFC3339 timestamp at /States/A/Timestamp',
    ],
    [
      { Type: 'Wait', Seconds: 1, Timestamp: '2030-01-01T00:00:00Z', End: true },
      'There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/A',
    ],
    [
      { Type: 'Parallel', Branches: [{ StartAt: 'B' }], End: true },
      'These fields are required: [States] at /States/A/Branches[0]',
    ],
    [
      { Type: 'Parallel', Branches: [], End: true, Retry: [{}] },
      'These fields are required: [ErrorEquals] at /States/A/Retry[0]',
    ],
    [
      { Type: 'Pass', Output: ['{% 1'], End: true },
      'JSONata string must start with {% and end with %} at /States/A/Output[0]',
    ],
  ])('with the state %j is refused', (state, problem) => {
    expect(problemsOf({ A: state })).toContain(`SCHEMA_VALIDATION_FAILED: ${problem}`);
  });

  test('names each problem of each state at once', () => {
    const problems = problemsOf({
      A: { Type: 'Pass', Nxt: 'B', End: true },
      B: { Type: 'Wait', Seconds: -1, End: true },
      C: { Type: 'Sleep' },
    });
    expect(problems).toContain("SCHEMA_VALIDATION_FAILED: Field 'Nxt' is not supported at /States/A");
    expect(problems).toContain('at /States/B/Seconds');
    expect(problems).toContain('at /States/C/Type');
    expect(problems).toContain('MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B');
  });

  test.each([
    ['Next', { A: { Type: 'Pass', Next: 'Gone' } }],
    [
      'Default',
      { A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }], Default: 'Gone' }, B: done },
    ],
    ['a choice rule', { A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Gone' }] } }],
    [
      'Catch',
      {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Gone' }],
          End: true,
        },
      },
    ],
  ])('with a %s that goes nowhere is refused by the place and the target', (field, states) => {
    const at = { 'a choice rule': 'Choices[0]/Next', Catch: 'Catch[0]/Next' }[field] ?? field;
    expect(problemsOf(states)).toContain(
      `MISSING_TRANSITION_TARGET: Missing 'Next' target: Gone at /States/A/${at}`,
    );
  });

  test('with a StartAt that does not exist is refused, and each of its states is not reachable', () => {
    expect(problemsOf({ A: done }, { StartAt: 'B' })).toContain(
      `'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /StartAt, MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A'`,
    );
  });

  test('with a state that nothing goes to is refused by its name', () => {
    expect(problemsOf({ A: done, Lonely: done })).toContain(
      'MISSING_TRANSITION_TARGET: State "Lonely" is not reachable. at /States/Lonely',
    );
  });

  test('that can never end is refused for that, unless only a block inside cannot', () => {
    const states = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    const refusal = "'MISSING_END_STATE: Workflow has no terminal state at null'";
    expect(problemsOf({ ...states, Lonely: { Type: 'Pass', Next: 'A' } })).toContain(refusal);
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'A', States: states }, End: true };
    expect(problemsOf({ M: map })).toBe('none');
  });

  test('with both Next and End, or neither, is refused', () => {
    expect(problemsOf({ A: { Type: 'Pass', Next: 'A', End: true } })).toContain(
      'There should only be one of the following fields: [Next, End] at /States/A',
    );
    expect(problemsOf({ A: { Type: 'Pass' } })).toContain(
      'This object should have only one of the following fields: [Next, End] at /States/A',
    );
  });

  test('in JSONPath is refused by the name of each state, whether it says so or says nothing', () => {
    const states = { A: { Type: 'Pass', End: true } };
    for (const QueryLanguage of [undefined, 'JSONPath']) {
      expect(problemsOf(states, { QueryLanguage })).toMatch(
        /JSONPath is not supported here: .* at \/States\/A/,
      );
    }
    expect(problemsOf({ A: { ...states.A, ResultPath: '$.a' } })).toContain(
      "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage at /States/A",
    );
  });

  test('may switch single states to JSONata', () => {
    expect(problemsOf({ A: { ...done, QueryLanguage: 'JSONata' } }, { QueryLanguage: undefined })).toBe(
      'none',
    );
  });

  test('in JSONata may not switch single states back', () => {
    expect(problemsOf({ A: { ...done, QueryLanguage: 'JSONPath' } })).toContain(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    );
  });

  test('with a resource that is not understood is refused by its name', () => {
    const task = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', End: true };
    expect(problemsOf({ A: task })).toMatch(
      /'arn:aws:states:::sns:publish' is not supported: use .* at \/States\/A\/Resource/,
    );
  });

  /** A recorded answer: localstack/localstack, test_dynamodb_task_service.snapshot.json */
  test.each(['dynamodb:query', 'dynamodb:putItem.waitForTaskToken', 'lambda:invoke.sync'])(
    'with the resource %s, which its service does not have, is refused as by AWS',
    (api) => {
      const Resource = `arn:aws:states:::${api}`;
      expect(problemsOf({ A: { Type: 'Task', Resource, End: true } })).toContain(
        `'SCHEMA_VALIDATION_FAILED: The resource provided ${Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource'`,
      );
    },
  );

  test('with a heartbeat that is not shorter than the timeout is refused', () => {
    const resource = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const task = { Type: 'Task', Resource: resource, TimeoutSeconds: 60, HeartbeatSeconds: 60, End: true };
    expect(problemsOf({ A: task })).toContain(
      'must be less than TimeoutSeconds at /States/A/HeartbeatSeconds',
    );
  });

  test('with States.ALL beside other names or before other rules is refused', () => {
    const task = (rules: object[]) => ({
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      Retry: rules,
      End: true,
    });
    const all = { ErrorEquals: ['States.ALL'] };
    expect(problemsOf({ A: task([{ ErrorEquals: ['States.ALL', 'B'] }]) })).toContain(
      '/States/A/Retry[0]/ErrorEquals',
    );
    expect(problemsOf({ A: task([all, { ErrorEquals: ['B'] }]) })).toContain(
      'States.ALL must appear alone and at end of list at /States/A/Retry[0]/ErrorEquals',
    );
  });

  test('checks the states of branches and items where they stand', () => {
    const branch = { StartAt: 'X', States: { X: { Type: 'Pass', Next: 'Y' } } };
    const parallel = { Type: 'Parallel', Branches: [branch], End: true };
    expect(problemsOf({ P: parallel })).toContain(
      "Missing 'Next' target: Y at /States/P/Branches[0]/States/X/Next",
    );
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Pass' } } }, End: true };
    expect(problemsOf({ M: map })).toContain('[Next, End] at /States/M/ItemProcessor/States/X');
  });

  test('with the same state name inside and outside of a branch is refused', () => {
    const branch = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    expect(problemsOf({ P: { Type: 'Parallel', Branches: [branch], End: true } })).toContain(
      'DUPLICATE_STATE_NAME: Duplicate State name: P at /States/P/Branches[0]/States/P',
    );
  });

  test('with a distributed map is refused', () => {
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'X', States: { X: done } };
    const map = { Type: 'Map', ItemProcessor: processor, End: true };
    expect(problemsOf({ M: map })).toContain('/States/M/ItemProcessor/ProcessorConfig/Mode');
  });
});
