import { describe, expect, test } from 'vitest';
import { problemsOf } from './definition-fixture.ts';

const done = { Type: 'Succeed' };

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
describe('the expressions of a definition', () => {
  const output = (text: string) => problemsOf({ A: { Type: 'Pass', Output: { v: text }, End: true } });

  /** Measured on AWS: https://github.com/floci-io/floci/issues/2745 */
  test.each([
    ['{% a[1,2) %}', 'Expected "]", got ","'],
    ['{% 1 + %}', 'Unexpected end of expression'],
    ['{% %}', 'Unexpected end of expression'],
    ['{% {"a":} %}', 'The symbol "}" cannot be used as a unary operator'],
  ])('%s is refused, which does not parse', (text, problem) => {
    expect(output(text)).toContain(`INVALID_JSONATA_EXPRESSION: ${problem} at /States/A/Output/v`);
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
    expect(output('{% $states.result %}')).toContain(
      "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/A/Output/v",
    );
    expect(output('{% $states.errorOutput %}')).toContain("Field '$states.errorOutput' does not exist.");
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
