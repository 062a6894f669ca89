import { describe, expect, test } from 'vitest';
import { result, TestMachine } from './fixture.ts';

async function evaluated(expression: string, input: unknown = {}): Promise<unknown> {
  return new TestMachine({ A: result({ v: `{% ${expression} %}` }) }).output(input).then((output) => {
    return (output as { v: unknown }).v;
  });
}

async function causeOf(output: unknown, input: unknown = {}) {
  const { status, error, cause } = await new TestMachine({ A: result(output) }).run(input);
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  return cause;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
describe('an expression', () => {
  test('may stand at any depth of a field, and other strings are literal', async () => {
    const machine = new TestMachine({
      A: result({
        a: ['{% $states.input.x %}', { b: '{% $states.input.x + 1 %}' }],
        c: 'x {% y %}',
        d: null,
      }),
    });
    expect(await machine.output({ x: 1 })).toEqual({ a: [1, { b: 2 }], c: 'x {% y %}', d: null });
  });

  test('that returns nothing fails the state, naming the expression and the field', async () => {
    expect(await causeOf({ a: ['{% $states.input.absent %}'] })).toBe(
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.absent' specified for the field 'Output/a[0]' returned nothing (undefined).",
    );
  });

  test('that throws fails the state with what JSONata said', async () => {
    expect(await causeOf('{% 1 + "a" %}')).toContain('threw an error during evaluation. T2002: ');
  });

  test('that returns a function fails the state', async () => {
    expect(await causeOf('{% function($x) { $x } %}')).toContain(
      "specified for the field 'Output' returned an unsupported result type.",
    );
  });

  /** Measured on AWS: https://github.com/floci-io/floci/issues/2737 */
  test('that never ends is stopped', async () => {
    expect(await causeOf('{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}')).toMatch(
      /threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive$/,
    );
  });

  test('keeps null as a value', async () => {
    expect(await evaluated('$states.input.x', { x: null })).toBeNull();
  });

  /** Measured on AWS: https://github.com/floci-io/floci/issues/2737 */
  test.each([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['0/0', 'NaN'],
    ['[1/0, null]', ['Infinity', null]],
  ])('has the name of a number that JSON cannot say: %s', async (expression, value) => {
    expect(await evaluated(expression)).toEqual(value);
  });

  test('keeps a list of one in a list when it passes through states', async () => {
    const machine = new TestMachine({
      A: { Type: 'Pass', Output: { list: '{% $states.input.items[price > 1][] %}' }, Next: 'B' },
      B: result({ list: '{% $states.input.list %}', count: '{% $count($states.input.list) %}' }),
    });
    const item = { price: 2 };
    expect(await machine.output({ items: [{ price: 1 }, item] })).toEqual({ list: [item], count: 1 });
  });

  test('sees the context object of its execution, state machine and state', async () => {
    const machine = new TestMachine({ A: result('{% $states.context %}') });
    const arn = await machine.start({ x: 1 }, 'one');
    const { output } = await machine.ended(arn);
    expect(JSON.parse(output ?? '')).toEqual({
      Execution: {
        Id: 'arn:aws:states:us-east-1:000000000000:execution:orders:one',
        Input: { x: 1 },
        Name: 'one',
        RedriveCount: 0,
        RoleArn: 'role',
        StartTime: expect.stringMatching(/^\d{4}-.*Z$/),
      },
      State: { EnteredTime: expect.stringMatching(/^\d{4}-.*Z$/), Name: 'A' },
      StateMachine: { Id: machine.arn, Name: 'orders' },
    });
  });
});

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata functions provided by Step Functions";
 * numbers of seeds, missing arguments and errors as measured on AWS: https://github.com/floci-io/floci/pull/2676
 */
describe('the functions that Step Functions adds', () => {
  test.each([
    ['$partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([1, 2, 3], 2.9)', [[1, 2], [3]]],
    ['$partition([1, 2, 3])', [[1, 2, 3]]],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(10, 1, -4)', [10, 6, 2]],
    ['$range(-1.7, 1, 1)', [-1, 0, 1]],
    ['$range(3, 3, 1)', 3],
    ['$parse(\'{"a": [1]}\')', { a: [1] }],
    ['$hash("abc", "SHA-1")', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['$hash("abc", "MD5")', '900150983cd24fb0d6963f7d28e17f72'],
    ['$random(42)', 0.7275636800328681],
    ['$random(0.9)', 0.730967787376657],
    ['$random(7)', 0.7306990420600421],
    ['$random() < 1', true],
  ])('%s is %j', async (expression, expected) => {
    expect(await evaluated(expression)).toEqual(expected);
  });

  /** Measured on AWS: iwamot/sfnx, tests/corpus.py */
  test.each([
    ['$base64encode("日本 a")', '5pel5pysIGE='],
    ['$base64decode("5pel5pysIGE=")', '日本 a'],
    ['$base64decode("YWJ")', 'ab'],
    ['$decodeUrlComponent("a+b%2Bc")', 'a b+c'],
  ])('%s is %j, other than in JSONata itself', async (expression, expected) => {
    expect(await evaluated(expression)).toEqual(expected);
  });

  test('$uuid makes version 4 UUIDs, each another', async () => {
    const uuids = (await evaluated('[$uuid(), $uuid()]')) as string[];
    for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
    expect(new Set(uuids).size).toBe(2);
  });

  test.each([
    '$partition([1], -0.5)',
    '$partition([], 2)',
    '$parse()',
    '$range(1, 5)',
    '$range(1, 5, -1)',
    '$hash("abc")',
  ])('%s returns nothing', async (expression) => {
    expect(await causeOf(`{% ${expression} %}`)).toContain('returned nothing');
  });

  test.each([
    [
      '$hash("abc", "md5")',
      "evaluation. D3137: Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5",
    ],
    ['$parse("{")', 'evaluation. D3137: Invalid JSON'],
    ['$partition([1], -1)', 'evaluation. D3137: Second argument must be zero or greater'],
    ['$partition(null, 1)', 'T0412: Argument 1 of function "partition" must be an array of undefined'],
    ['$range(1, 1000000, 1)', 'evaluation: Expression evaluation memory limit exceeded'],
    ['$eval("1")', 'T1006'],
    ['$base64decode("!!")', 'evaluation: Illegal base64 character 21'],
    ['$decodeUrlComponent("%zz")', 'D3140: Malformed URL passed to $decodeUrlComponent(): "%zz"'],
    [
      "$range('0', 4, 1)",
      'evaluation. T0410: Argument 1 of function "range" does not match function signature',
    ],
    ['$range(0, 4, 1, 2)', 'T0410'],
  ])('%s fails the state', async (expression, cause) => {
    expect(await causeOf(`{% ${expression} %}`)).toContain(cause);
  });
});
