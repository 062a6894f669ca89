import { executionOfToken } from '../../stepfunctions/task-tokens.ts';
import { type AccessOf, onEach } from '../access.ts';

/**
 * A task token stands for the state machine of its execution.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export const stepFunctionsAccess: AccessOf = (operation, { stateMachineArn, executionArn, taskToken }) => {
  const action = `states:${operation}`;
  if (operation === 'ListStateMachines') return onEach(action, '*');
  return onEach(action, stateMachineArn ?? executionArn ?? machineOf(taskToken));
};

function machineOf(taskToken: unknown): string | undefined {
  const execution = typeof taskToken === 'string' ? executionOfToken(taskToken) : undefined;
  return execution?.replace(/:execution:([^:]+):[^:]+$/, ':stateMachine:$1');
}
