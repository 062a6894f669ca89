import { InterpreterFailure } from '../failures.ts';
import type { Payload } from '../payload.ts';
import { foreignNameIn } from './java-names.ts';
import type { Resource } from './resource.ts';

/** The parameters of `lambda:invoke`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
const ofInvoke = ['FunctionName', 'Payload', 'Qualifier', 'InvocationType', 'LogType', 'ClientContext'];

/**
 * Arguments are not checked before they are used: what a service does not take then ends the execution. All names begin
 * with a capital. https://docs.aws.amazon.com/step-functions/latest/dg/connect-parameters.html
 */
export function checkArguments({ service }: Resource, { value }: Payload): void {
  const isInvoke = service === 'lambda';
  const names = service === '' ? [] : Object.keys(value ?? {});
  const foreign =
    names.find((name) => (isInvoke ? !ofInvoke.includes(name) : !/^[A-Z]/.test(name))) ??
    (service.startsWith('aws-sdk:') ? foreignNameIn(value) : undefined);
  if (foreign !== undefined) refuse(`The field "${foreign}" is not supported by Step Functions`);
  if (isInvoke && !names.includes('FunctionName'))
    refuse("The field 'FunctionName' is required but was missing");
}

function refuse(cause: string): never {
  throw new InterpreterFailure('States.Runtime', cause);
}
