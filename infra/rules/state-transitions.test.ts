import { expect, test } from 'vitest';
import type { StateMachineProperties } from './state-machine.ts';
import { stateTransitions } from './state-transitions.ts';
import { findings, synthesised, theOne } from './testing.ts';

/** The findings when the workflow's definition has `text` in the place of `instead`. */
function afterChange(text: string, instead: string): string[] {
  const system = synthesised();
  const machine = theOne<StateMachineProperties>(system, 'AWS::StepFunctions::StateMachine');
  const definition = String(machine.properties.DefinitionString);
  expect(definition).toContain(text);
  machine.properties.DefinitionString = definition.replace(text, instead);
  return findings(stateTransitions, system).map((line) => line.replace(`orders/${machine.id}: `, ''));
}

test('a Next to a state that is not there fails, and so does the state that it was meant for', () => {
  expect(afterChange('"Next": "CompleteOrder"', '"Next": "CompleteOrders"')).toEqual([
    'Next of state "BookShipment" leads to "CompleteOrders", which is not a state of the workflow. States: ReserveStock, AwaitPayment, BookShipment, CompleteOrder, CancelShipment, RefundPayment, ReleaseStock, CancelOrder. Correct the name.',
    'state "CompleteOrder" is never reached from StartAt of the workflow. Let a state lead to it, or remove it.',
  ]);
});

test('a Catch to a state that is not there fails', () => {
  expect(afterChange('"Next": "RefundPayment"', '"Next": "Undo"')).toEqual([
    expect.stringMatching(/^Catch of state "ReserveStock" leads to "Undo"/),
  ]);
});

test('a workflow that starts nowhere fails', () => {
  expect(afterChange('"StartAt": "ReserveStock"', '"StartAt": "Begin"')[0]).toMatch(
    /^StartAt of the workflow leads to "Begin"/,
  );
});

test('branches and maps are workflows of their own', () => {
  const parallel = `"States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
    {"StartAt": "One", "States": {"One": {"Type": "Pass", "Next": "ReserveStock"}}}]},`;
  const [, inside] = afterChange('"States": {', parallel);
  expect(inside).toBe(
    'Next of state "One" leads to "ReserveStock", which is not a state of part 1 of state "Both". States: One. Correct the name.',
  );
});
