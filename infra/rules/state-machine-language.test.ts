import { expect, test } from 'vitest';
import type { StateMachineProperties } from './state-machine.ts';
import { stateMachineLanguage } from './state-machine-language.ts';
import { findings, synthesised, theOne } from './testing.ts';

test('a field that Amazon States Language does not know fails', () => {
  const system = synthesised();
  const machine = theOne<StateMachineProperties>(system, 'AWS::StepFunctions::StateMachine');
  machine.properties.DefinitionString = String(machine.properties.DefinitionString).replace(
    '"TimeoutSeconds": 30',
    '"TimoutSeconds": 30',
  );
  expect(findings(stateMachineLanguage, system)).toEqual([
    `orders/${machine.id}: its definition is not Amazon States Language: /States/ReserveStock is invalid. must match exactly one schema in oneOf (SCHEMA_VALIDATION_FAILED). See https://states-language.net.`,
  ]);
});

test('a definition that is not even JSON fails with the name of its machine', () => {
  const system = synthesised();
  const machine = theOne<StateMachineProperties>(system, 'AWS::StepFunctions::StateMachine');
  machine.properties.DefinitionString = '{"StartAt": "ReserveStock",}';
  expect(() => findings(stateMachineLanguage, system)).toThrow(
    `orders/${machine.id}: its definition is not JSON: `,
  );
});
