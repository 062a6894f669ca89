import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { readBody } from '../endpoint/aws-answer.ts';
import type { LambdaOperation } from '../iam/access/lambda.ts';
import { checkJson } from './check-json.ts';
import { ThrottledError } from './concurrency.ts';
import { configurationOperations } from './configuration-api.ts';
import type { Functions } from './functions.ts';

const invocationType = z.enum(['RequestResponse', 'Event', 'DryRun']).optional();
const logType = z.enum(['None', 'Tail']).optional();

/** An operation of Lambda's API: its name as policies have it, and how it is asked for. */
export interface LambdaApiOperation {
  name: LambdaOperation;
  method: string;
  /** Its first group is the function. */
  path: RegExp;
  answer(call: LambdaCall, response: ServerResponse): void | Promise<void>;
}

export interface LambdaCall {
  functions: Functions;
  functionName: string;
  request: IncomingMessage;
  body: string;
}

const operations: readonly LambdaApiOperation[] = [
  {
    name: 'InvokeFunction',
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/,
    answer: invoke,
  },
  ...configurationOperations,
];

/**
 * Lambda's API as SDK clients call it. `authorize` throws when the caller may not do this to the function.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html
 */
export async function handleLambdaRequest(
  functions: Functions,
  request: IncomingMessage,
  response: ServerResponse,
  authorize: (operation: LambdaOperation, functionName: string) => void = () => {},
): Promise<void> {
  try {
    const body = (await readBody(request)).toString();
    const { operation, functionName } = find(request);
    authorize(operation.name, functionName);
    await operation.answer({ functions, functionName, request, body }, response);
  } catch (error) {
    answerError(error, response);
  }
}

function find({ url = '/', method }: IncomingMessage): {
  operation: LambdaApiOperation;
  functionName: string;
} {
  const { pathname, searchParams } = new URL(url, 'http://lambda');
  const operation = operations.find((each) => each.method === method && each.path.test(pathname));
  if (!operation)
    throw new AwsError('UnknownOperationException', `The local Lambda has no ${method} ${pathname}`, 404);
  const name = decodeURIComponent(operation.path.exec(pathname)?.[1] ?? '');
  const qualifier = searchParams.get('Qualifier');
  return { operation, functionName: qualifier ? `${name}:${qualifier}` : name };
}

async function invoke(
  { functions, functionName, request, body }: LambdaCall,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  const result = await functions.invoke(functionName, {
    requestId,
    payload: checkJson(body || '{}'),
    invocationType: oneOf(invocationType, request, 'x-amz-invocation-type'),
    logType: oneOf(logType, request, 'x-amz-log-type'),
    traceHeader: request.headers['x-amzn-trace-id']?.toString(),
  });
  response.writeHead(result.statusCode, {
    'x-amzn-requestid': requestId,
    ...(result.executedVersion && { 'x-amz-executed-version': result.executedVersion }),
    ...(result.payload && { 'content-type': 'application/json' }),
    ...(result.functionError && { 'x-amz-function-error': result.functionError }),
    ...(result.logResult && { 'x-amz-log-result': result.logResult }),
  });
  response.end(result.payload);
}

function oneOf<Schema extends z.ZodType>(
  schema: Schema,
  request: IncomingMessage,
  header: string,
): z.infer<Schema> {
  const result = schema.safeParse(request.headers[header]);
  if (result.success) return result.data;
  const reason = z.prettifyError(result.error);
  throw new AwsError(
    'InvalidParameterValueException',
    `${header}: ${String(request.headers[header])}. ${reason}`,
  );
}

function answerError(error: unknown, response: ServerResponse): void {
  if (!(error instanceof AwsError)) throw error;
  response.writeHead(error.statusCode, {
    'content-type': 'application/json',
    'x-amzn-errortype': error.code,
    'x-amzn-requestid': randomUUID(),
  });
  const reason = error instanceof ThrottledError ? error.reason : undefined;
  response.end(JSON.stringify({ Reason: reason, Type: 'User', [messageKey(error)]: error.message }));
}

/** Lambda writes it in two ways, by the error (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors). */
function messageKey({ code }: AwsError): string {
  return /^(ResourceNotFound|AccessDenied|UnknownOperation)Exception$/.test(code) ? 'Message' : 'message';
}
