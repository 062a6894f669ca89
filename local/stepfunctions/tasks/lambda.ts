import { randomUUID } from 'node:crypto';
import { AwsError } from '../../aws-error.ts';
import { checkJson } from '../../lambda/check-json.ts';
import { StateFailure } from '../failures.ts';
import { type Payload, parsePayload, plainPayload } from '../payload.ts';
import { failureOf } from './aws-service.ts';
import { sourceOf } from './resource.ts';
import { sdkMetadata } from './sdk-metadata.ts';
import type { TaskCall } from './task-work.ts';

interface Request {
  payload: string;
  invocationType?: 'RequestResponse' | 'Event' | undefined;
  logType?: 'None' | 'Tail' | undefined;
  traceHeader: string;
}

/** How a Task calls a function: what `local/lambda` answers, `functionError` when the function itself failed. */
export interface LambdaFunctions {
  invoke(
    nameOrArn: string,
    request: Request,
  ): Promise<{
    statusCode: number;
    payload: string;
    functionError?: string;
    executedVersion?: string;
    logResult?: string;
  }>;
}

interface InvokeArguments {
  FunctionName: string;
  Payload?: unknown;
  Qualifier?: string;
  InvocationType?: Request['invocationType'];
  LogType?: Request['logType'];
}

type Answer = Awaited<ReturnType<LambdaFunctions['invoke']>>;

/** `lambda:invoke`: its result is the response of the Lambda API with the payload as JSON. */
export async function invokeByApi(
  functions: LambdaFunctions,
  { resource, request, traceHeader }: TaskCall,
): Promise<Payload> {
  const { FunctionName, Payload, Qualifier, InvocationType, LogType } = request.value as InvokeArguments;
  const name = Qualifier === undefined ? FunctionName : `${FunctionName}:${Qualifier}`;
  const answer = await call(functions, name, () => ({
    traceHeader,
    payload: eventOf(Payload),
    invocationType: InvocationType,
    logType: LogType,
  }));
  const { statusCode, payload, executedVersion, logResult } = answer;
  const metadata = sdkMetadata(statusCode, payload, randomUUID(), {
    Connection: 'keep-alive',
    'Content-Type': 'application/json',
    'x-amzn-Remapped-Content-Length': '0',
    ...(executedVersion && { 'X-Amz-Executed-Version': executedVersion }),
    ...(logResult && { 'X-Amz-Log-Result': logResult }),
    'X-Amzn-Trace-Id': traceHeader,
  });
  return plainPayload(
    {
      ...(executedVersion && { ExecutedVersion: executedVersion }),
      ...(logResult && { LogResult: logResult }),
      ...(payload !== '' && { Payload: parsePayload(payload, sourceOf(resource)).value }),
      ...metadata,
      StatusCode: statusCode,
    },
    sourceOf(resource),
  );
}

/** Text is sent as it is, as recorded executions show, and without a payload an empty object. */
function eventOf(payload: unknown): string {
  return typeof payload === 'string' ? checkJson(payload) : JSON.stringify(payload ?? {});
}

/** A function's ARN as resource: the arguments are its event, its answer the result. */
export async function invokeByArn(
  functions: LambdaFunctions,
  { resource, request, traceHeader }: TaskCall,
): Promise<Payload> {
  const answer = await call(functions, resource.arn, () => ({ payload: request.text, traceHeader }));
  return parsePayload(answer.payload, sourceOf(resource));
}

/** What the function threw fails the task by its `errorType`, what the Lambda service refused by `Lambda.<exception>`. */
async function call(functions: LambdaFunctions, name: string, request: () => Request): Promise<Answer> {
  let answer: Answer;
  try {
    answer = await functions.invoke(name, request());
  } catch (error) {
    if (!(error instanceof AwsError)) throw new StateFailure('Lambda.SdkClientException', String(error));
    throw failureOf('lambda', error, randomUUID());
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
