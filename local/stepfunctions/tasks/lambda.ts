import { randomUUID } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import { InterpreterFailure, StateFailure } from '../failures.ts';
import { type Payload, parsePayload, plainPayload } from '../payload.ts';
import { sourceOf } from './resource.ts';
import { sdkMetadata } from './sdk-metadata.ts';
import type { TaskCall } from './task-work.ts';

/** How a Task calls a function: what `local/lambda` answers, `functionError` when the function itself failed. */
export interface LambdaFunctions {
  invoke(
    nameOrArn: string,
    request: { payload: string; invocationType?: 'RequestResponse' | 'Event'; traceHeader?: string },
  ): Promise<{ statusCode: number; payload: string; functionError?: string; executedVersion?: string }>;
}

/** The parameters of `lambda:invoke` (developer guide, "Invoke an AWS Lambda function with Step Functions"). */
const invokeParameters = [
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

/** What is wrong with the Arguments of `lambda:invoke` as they stand in a definition, by field. */
export function parameterProblems(given: unknown): [field: string, message: string][] {
  if (typeof given !== 'object' || given === null) return [];
  const unknown = Object.keys(given).filter((name) => !invokeParameters.includes(name));
  const problems = unknown.map((name): [string, string] => [
    `Arguments/${name}`,
    `lambda:invoke has no such parameter, only ${invokeParameters.join(', ')}`,
  ]);
  if (!('FunctionName' in given)) problems.push(['Arguments', 'lambda:invoke needs a FunctionName']);
  return problems;
}

/** `lambda:invoke`: its result is the response of the Lambda API with the payload as JSON. */
export async function invokeByApi(
  functions: LambdaFunctions,
  { resource, request, traceHeader }: TaskCall,
): Promise<Payload> {
  const { FunctionName, Payload, Qualifier, InvocationType } = (request.value ?? {}) as InvokeArguments;
  if (typeof FunctionName !== 'string') {
    throw new InterpreterFailure(
      'States.Runtime',
      `lambda:invoke needs a FunctionName, but its arguments are ${request.text}`,
    );
  }
  const name = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
  const answer = await call(functions, name, {
    traceHeader,
    payload: Payload === undefined ? '{}' : JSON.stringify(Payload),
    ...(InvocationType && { invocationType: InvocationType }),
  });
  const { statusCode, payload, executedVersion } = answer;
  const metadata = sdkMetadata(statusCode, payload, randomUUID(), {
    Connection: 'keep-alive',
    'Content-Type': 'application/json',
    'x-amzn-Remapped-Content-Length': '0',
    ...(executedVersion && { 'X-Amz-Executed-Version': executedVersion }),
    ...(traceHeader && { 'X-Amzn-Trace-Id': traceHeader }),
  });
  return plainPayload(
    {
      ...(executedVersion && { ExecutedVersion: executedVersion }),
      ...(payload !== '' && { Payload: parsePayload(payload, sourceOf(resource)).value }),
      ...metadata,
      StatusCode: statusCode,
    },
    sourceOf(resource),
  );
}

/** A function's ARN as resource: the arguments are its event, its answer the result. */
export async function invokeByArn(
  functions: LambdaFunctions,
  { resource, request, traceHeader }: TaskCall,
): Promise<Payload> {
  const answer = await call(functions, resource.arn, { payload: request.text, traceHeader });
  return parsePayload(answer.payload, sourceOf(resource));
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
    const details = `Service: Lambda, Status Code: ${error.statusCode}, Request ID: ${randomUUID()}`;
    throw new StateFailure(`Lambda.${name}`, `${error.message} (${details})`);
  }
  if (answer.functionError !== undefined) throw functionFailure(answer.payload);
  return answer;
}

/** A runtime that died without a word leaves no error type. */
function functionFailure(payload: string): StateFailure {
  const unknown = `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`;
  try {
    const { errorType } = JSON.parse(payload) as { errorType?: unknown };
    if (typeof errorType === 'string' && errorType !== '') return new StateFailure(errorType, payload);
  } catch {
    return new StateFailure('Lambda.Unknown', unknown);
  }
  return new StateFailure('Lambda.Unknown', unknown);
}
