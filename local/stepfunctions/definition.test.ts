import { describe, expect, test } from 'vitest';
import { compileDefinition } from './definition.ts';
import { integrations } from './tasks/integrations.ts';

const done = { Type: 'Succeed' };
const work = integrations({ functions: { invoke: () => Promise.reject(new Error('Nothing runs here')) } });

function problemsOf(states: Record<string, unknown>, top: object = {}): string {
  const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...top };
  try {
    compileDefinition(JSON.stringify(definition), work);
    return 'none';
  } catch (error) {
    return String(error);
  }
}

/**
 * https://states-language.net/spec.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
 */
describe('a definition', () => {
  test('is refused when it is not JSON', () => {
    expect(() => compileDefinition('{', work)).toThrow(
      "Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Invalid JSON",
    );
  });

  test('names each problem of each state at once', () => {
    const problems = problemsOf({
      A: { Type: 'Pass', Nxt: 'B', End: true },
      B: { Type: 'Wait', Seconds: -1, End: true },
      C: { Type: 'Sleep' },
    });
    expect(problems).toContain("SCHEMA_VALIDATION_FAILED: Field 'Nxt' is not supported at /States/A");
    expect(problems).toContain('at /States/B/Seconds');
    expect(problems).toMatch(/'Sleep' is none of Task, Pass.* at \/States\/C\/Type/);
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
  ])('with a %s that goes nowhere is refused by the field and the target', (field, states) => {
    const at = { 'a choice rule': 'Choices[0]/Next', Catch: 'Catch[0]/Next' }[field] ?? field;
    const name = at.split('/').at(-1);
    expect(problemsOf(states)).toContain(
      `MISSING_TRANSITION_TARGET: Missing '${name}' target: Gone at /States/A/${at}`,
    );
  });

  test('with a StartAt that does not exist is refused', () => {
    expect(problemsOf({ A: done }, { StartAt: 'B' })).toContain(
      "MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt",
    );
  });

  test('with a state that nothing goes to is refused by its name', () => {
    expect(problemsOf({ A: done, Lonely: done })).toContain(
      'MISSING_TRANSITION_TARGET: State "Lonely" is not reachable. at /States/Lonely',
    );
  });

  test('that can never end is refused', () => {
    const states = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    expect(problemsOf(states)).toContain('MISSING_END_STATE: No state ends it at /States');
  });

  test('with both Next and End, or neither, is refused', () => {
    expect(problemsOf({ A: { Type: 'Pass', Next: 'A', End: true } })).toContain('either Next or "End"');
    expect(problemsOf({ A: { Type: 'Pass' } })).toContain('either Next or "End"');
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
    expect(problemsOf({ A: { ...task, Resource: 'sns' } })).toContain(
      "'sns' is not the ARN of a service integration, Lambda function or activity at /States/A/Resource",
    );
  });

  test('with a parameter that lambda:invoke does not know is refused', () => {
    const task = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      End: true,
      Arguments: { Functionname: 'f' },
    };
    const problems = problemsOf({ A: task });
    expect(problems).toMatch(/lambda:invoke has no such parameter.* at \/States\/A\/Arguments\/Functionname/);
    expect(problems).toContain('lambda:invoke needs a FunctionName at /States/A/Arguments');
  });

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
    expect(problemsOf({ A: task([all, { ErrorEquals: ['B'] }]) })).toContain('States.ALL must be alone');
  });

  test('checks the states of branches and items where they stand', () => {
    const branch = { StartAt: 'X', States: { X: { Type: 'Pass', Next: 'Y' } } };
    const parallel = { Type: 'Parallel', Branches: [branch], End: true };
    expect(problemsOf({ P: parallel })).toContain(
      "Missing 'Next' target: Y at /States/P/Branches[0]/States/X/Next",
    );
    const map = { Type: 'Map', ItemProcessor: { StartAt: 'X', States: { X: { Type: 'Pass' } } }, End: true };
    expect(problemsOf({ M: map })).toMatch(/must have either .* at \/States\/M\/ItemProcessor\/States\/X/);
  });

  test('with the same state name inside and outside of a branch is refused', () => {
    const branch = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
    expect(problemsOf({ P: { Type: 'Parallel', Branches: [branch], End: true } })).toContain(
      'has the same name',
    );
  });

  test('with a distributed map is refused', () => {
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'X', States: { X: done } };
    const map = { Type: 'Map', ItemProcessor: processor, End: true };
    expect(problemsOf({ M: map })).toContain('/States/M/ItemProcessor/ProcessorConfig/Mode');
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
describe('the expressions of a definition', () => {
  const output = (text: string) => problemsOf({ A: { Type: 'Pass', Output: { v: text }, End: true } });

  test('that do not parse are refused where they stand', () => {
    expect(output('{% a[1,2) %}')).toMatch(
      /INVALID_JSONATA_EXPRESSION: 'a\[1,2\)': S0202: .* at \/States\/A\/Output\/v/,
    );
  });

  test.each([
    ['{% phone %}', "Reference to 'phone' at the top level"],
    ['{% $string(phone) %}', "Reference to 'phone' at the top level"],
    ['{% $ %}', "Reference to '$' at the top level"],
    ['{% $states.input[$$.a = 1] %}', "Reference to '$$' is not supported"],
    ['{% $states.input.a ?? 1 %}', "The operator '??' is not in JSONata 2.0.6"],
    ['{% $states.input.a ?: 1 %}', "The operator '?:' is not in JSONata 2.0.6"],
  ])('%s is refused', (text, problem) => {
    expect(output(text)).toContain(`UNSUPPORTED_JSONATA_EXPRESSION: ${problem}`);
    expect(output(text)).toContain(' at /States/A/Output/v');
  });

  test.each([
    '{% $states.input.items[price > 3 and $.sku != "x"].price %}',
    '{% $states.input.items.{"sku": sku} %}',
    '{% $states.input.items^(price).sku %}',
    '{% $sum($states.input.items.(price * quantity)) %}',
    '{% $map($states.input.items, function($i) { $i.sku }) %}',
    '{% ($x := 1; $x + $count($states.input.items)) %}',
    '{% $states.input ~> | items | {"seen": $exists(price)} | %}',
    '{% $exists($states.input.a) ? $states.input.a : 1 %}',
    '{% $states.input.a ? $states.input.a : 1 %}',
  ])('%s reads only what it may', (text) => {
    expect(output(text)).toBe('none');
  });

  test('may read a result only after there is one, and an error output only in a catcher', () => {
    expect(output('{% $states.result %}')).toContain('$states.result is not available in this field');
    expect(output('{% $states.errorOutput %}')).toContain('$states.errorOutput is not available');
    const task = (fields: object) => ({
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      End: true,
      ...fields,
    });
    const caught = (text: string) => task({ Catch: [{ ErrorEquals: ['A'], Output: text, Next: 'B' }] });
    expect(problemsOf({ A: task({ Arguments: '{% $states.result %}' }) })).toContain('/States/A/Arguments');
    expect(problemsOf({ A: task({ Output: '{% $states.result %}' }) })).toBe('none');
    expect(problemsOf({ A: caught('{% $states.errorOutput.Error %}'), B: done })).toBe('none');
    expect(problemsOf({ A: caught('{% $states.result %}'), B: done })).toContain('/States/A/Catch[0]/Output');
  });
});

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
describe('the variables of a definition', () => {
  const assign = (variables: object) => ({ Type: 'Pass', Assign: variables, End: true });

  test('may not be called states or have a name that is none', () => {
    expect(problemsOf({ A: assign({ states: 1 }) })).toContain(
      '$states is reserved and cannot be assigned at /States/A/Assign/states',
    );
    expect(problemsOf({ A: assign({ 'a-b': 1 }) })).toMatch(
      /a variable name is .* at \/States\/A\/Assign\/a-b/,
    );
  });

  test('may not be assigned by a branch when the states around it assign them', () => {
    const branch = { StartAt: 'X', States: { X: assign({ total: 2 }) } };
    const parallel = { Type: 'Parallel', Branches: [branch], End: true };
    const states = { A: { Type: 'Pass', Assign: { total: 1 }, Next: 'P' }, P: parallel };
    expect(problemsOf(states)).toContain(
      "The variable 'total' belongs to the states around and cannot be assigned here at /States/P/Branches[0]",
    );
  });
});
