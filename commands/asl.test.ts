import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand, temporaryFolder } from './lib/testing.ts';

function file(content: unknown): string {
  const path = join(temporaryFolder(), 'content.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const asl = (definition: string, args: string[] = []) => runCommand(['asl', definition, ...args]);

const workflow = {
  QueryLanguage: 'JSONata',
  StartAt: 'Reserve',
  States: {
    Reserve: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: 'arn:reserve', Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  },
};

test('asl prints how an execution ends and its history, and exits 0 when that is well', async () => {
  const mocks = file({ Reserve: { result: { Payload: { reserved: 2 } } } });
  const { code, stdout } = await asl(file(workflow), ['--input', '{"sku":"MUG-001"}', '--mocks', mocks]);
  const { status, output, history } = JSON.parse(stdout);
  expect({ code, status, output }).toEqual({ code: 0, status: 'SUCCEEDED', output: { reserved: 2 } });
  expect(history[2].taskScheduledEventDetails.parameters).toBe(
    '{"FunctionName":"arn:reserve","Payload":{"sku":"MUG-001"}}',
  );
});

/** The workflow with something to be filled in. */
const open = JSON.parse(JSON.stringify(workflow).replace('arn:reserve', `\${ReserveFunctionArn}`));

test('asl fills in the placeholders of a definition', async () => {
  const substitutions = '{"ReserveFunctionArn":"arn:filled-in"}';
  const mocks = '{"Reserve":{"result":{"Payload":1}}}';
  const { code, stdout } = await asl(file(open), ['--mocks', mocks, '--substitutions', substitutions]);
  expect(code).toBe(0);
  expect(stdout).toContain('arn:filled-in');
});

test('asl names the placeholders that nothing replaces, in one line with exit code 2', async () => {
  const definition = 'services/fulfilment/order-fulfilment.asl.json';
  const { code, stderr } = await asl(definition, ['--substitutions', '{"PaymentTimeoutSeconds":900}']);
  expect(stderr).toMatch(
    /^asl: services\S+ has placeholders ReserveStockFunctionArn, AwaitPaymentFunctionArn, B.*: give --substitutions\n$/,
  );
  expect(stderr).not.toContain('PaymentTimeoutSeconds');
  expect(code).toBe(2);
});

test('asl takes mocks for the tasks within a Parallel and a Map', async () => {
  const block = (name: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
  });
  const both = {
    QueryLanguage: 'JSONata',
    StartAt: 'Both',
    States: {
      Both: { Type: 'Parallel', Branches: [block('One'), block('Two')], Next: 'Each' },
      Each: { Type: 'Map', Items: '{% [1] %}', ItemProcessor: block('Three'), End: true },
    },
  };
  const mocks = '{"One":{"result":1},"Two":{"result":2},"Three":{"result":3}}';
  const { code, stdout } = await asl(file(both), ['--mocks', mocks]);
  expect([code, JSON.parse(stdout).output]).toEqual([0, [3]]);
});

test('asl exits 1 when the execution fails, whose input may come from a file', async () => {
  const input = file({ sku: 'MUG-001' });
  const mocks = '{"Reserve":{"error":"OutOfStock","cause":"none left"}}';
  const { code, stdout } = await asl(file(workflow), ['--input', input, '--mocks', mocks]);
  const { status, error, cause } = JSON.parse(stdout);
  expect({ code, status, error, cause }).toEqual({
    ...{ code: 1, status: 'FAILED', error: 'OutOfStock', cause: 'none left' },
  });
});

test('asl names every problem of a definition in a line of its own and exits 2', async () => {
  const states = { A: { Type: 'Pass', Next: 'Gone', Result: 1 }, B: { Type: 'Wait', Wait: 1, End: true } };
  const broken = file({ QueryLanguage: 'JSONata', StartAt: 'A', States: states });
  const { code, stdout, stderr } = await asl(broken);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trim().split('\n').slice(1)).toEqual([
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'Result' is only supported for the 'JSONPath' QueryLanguage at /States/A",
    "SCHEMA_VALIDATION_FAILED: Field 'Wait' is not supported at /States/B",
    'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/B',
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: Gone at /States/A/Next",
    'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
  ]);
});

test.each([
  ['a definition that is not there', undefined, [], 'no such file'],
  ['two definitions', workflow, ['another.json'], 'give it one definition'],
  ['an input that is no JSON', workflow, ['--input', '{'], 'Invalid State Machine Execution Input'],
  [
    'a mock of no task',
    workflow,
    ['--mocks', '{"Typo":{"result":1}}'],
    '--mocks names Typo; the tasks are Reserve',
  ],
  ['mocks of another form', workflow, ['--mocks', '{"Reserve":{"answer":1}}'], '--mocks {"Reserve"'],
])('asl refuses %s with exit code 2', async (_, definition, args, message) => {
  const { code, stderr } = await asl(definition ? file(definition) : '/nowhere.json', args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
