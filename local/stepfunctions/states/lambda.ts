import { AwsError } from '../../aws-error.ts';
import type { LambdaFunctions } from '../execution.ts';
import { InterpreterFailure, StateFailure } from '../failures.ts';
import { type Payload, parsePayload, payloadOf } from '../payload.ts';

/** The parameters of `lambda:invoke` (developer guide, "Invoke an AWS Lambda function with Step Functions"). */
export const invokeParameters = [
  'FunctionName',
  'Payload',
  'Qualifier',
  'InvocationType',
  'LogType',
  'ClientContext',
];

interface InvokeArguments {
  FunctionName?: unknown;
  Payload?: unknown;
  Qualifier?: string;
  InvocationType?: 'RequestResponse' | 'Event';
}

type Answer = Awaited<ReturnType<LambdaFunctions['invoke']>>;

/** `lambda:invoke`: its result is the response of the Lambda API with the payload as JSON. */
export async function invokeByApi(functions: LambdaFunctions, request: Payload): Promise<Payload> {
  const { FunctionName, Payload, Qualifier, InvocationType } = (request.value ?? {}) as InvokeArguments;
  if (typeof FunctionName !== 'string') {
    throw new InterpreterFailure(
      'States.Runtime',
      `lambda:invoke needs a FunctionName, but its arguments are ${request.text}`,
    );
  }
  const name = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
  const answer = await call(functions, name, {
    payload: Payload === undefined ? '{}' : JSON.stringify(Payload),
    ...(InvocationType && { invocationType: InvocationType }),
  });
  return payloadOf({
    ExecutedVersion: answer.executedVersion,
    ...(answer.payload !== '' && { Payload: parsePayload(answer.payload).value }),
    SdkHttpMetadata: { HttpStatusCode: answer.statusCode },
    StatusCode: answer.statusCode,
  });
}

/** A function's ARN as resource: the arguments are its event, its answer the result. */
export async function invokeByArn(functions: LambdaFunctions, arn: string, event: Payload): Promise<Payload> {
  const answer = await call(functions, arn, { payload: event.text });
  return parsePayload(answer.payload);
}

/** What the function threw fails the task by its `errorType`, what the Lambda service refused by `Lambda.<exception>`. */
async function call(
  functions: LambdaFunctions,
  name: string,
  request: Parameters<LambdaFunctions['invoke']>[1],
): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await functions.invoke(name, request);
  } catch (error) {
    if (!(error instanceof AwsError)) throw new StateFailure('Lambda.SdkClientException', String(error));
    // Lambda names this error in a form of its own.
    const name = error.code === 'AccessDeniedException' ? 'AWSLambdaException' : error.code;
    throw new StateFailure(
      `Lambda.${name}`,
      `${error.message} (Service: Lambda, Status Code: ${error.statusCode})`,
    );
  }
  if (answer.functionError !== undefined) throw new StateFailure(errorType(answer.payload), answer.payload);
  return answer;
}

/** A runtime that died without a word leaves no error type: Lambda.Unknown. */
function errorType(payload: string): string {
  try {
    const { errorType } = JSON.parse(payload) as { errorType?: unknown };
    return typeof errorType === 'string' && errorType !== '' ? errorType : 'Lambda.Unknown';
  } catch {
    return 'Lambda.Unknown';
  }
}
