import { expect, test } from 'vitest';
import { jsonataExpressions } from './jsonata-expressions.ts';
import type { StateMachineProperties } from './state-machine.ts';
import { findings, synthesised, theOne } from './testing.ts';

test.each([
  [
    'cannot be parsed',
    '{% $parse($states.errorOutput.Cause %}',
    'that is not JSONata: Expected ")" before end of expression (at character 36). Correct the expression.',
  ],
  [
    'never ends',
    '{% $states.input }',
    'an expression must be the whole text, from {% to %}. Add the missing part.',
  ],
])('an expression that %s fails', (_, expression, problem) => {
  const system = synthesised();
  const machine = theOne<StateMachineProperties>(system, 'AWS::StepFunctions::StateMachine');
  machine.properties.DefinitionString = String(machine.properties.DefinitionString).replace(
    '{% $parse($states.errorOutput.Cause).errorMessage %}',
    expression,
  );
  expect(findings(jsonataExpressions, system)).toEqual([
    `orders/${machine.id}: States/ReserveStock/Catch/0/Assign/reason is ${expression}, but ${problem}`,
  ]);
});
