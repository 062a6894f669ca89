import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { AwsError } from '../aws-error.ts';
import { readBody } from '../endpoint/aws-answer.ts';
import { ThrottledError } from './concurrency.ts';
import type { Functions, InvokeRequest } from './functions.ts';

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;
const invocationType = z.enum(['RequestResponse', 'Event', 'DryRun']).optional();
const logType = z.enum(['None', 'Tail']).optional();

/**
 * Lambda's Invoke API as SDK clients call it: `POST /2015-03-31/functions/{name}/invocations`. `authorize` throws when the
 * caller may not invoke the function.
 */
export async function handleLambdaRequest(
  functions: Functions,
  request: IncomingMessage,
  response: ServerResponse,
  authorize: (functionName: string) => void = () => {},
): Promise<void> {
  try {
    const payload = (await readBody(request)).toString();
    const { functionName, ...invocation } = parse(request, payload);
    authorize(functionName);
    const result = await functions.invoke(functionName, invocation);
    response.writeHead(result.statusCode, {
      'x-amzn-requestid': randomUUID(),
      ...(result.executedVersion && { 'x-amz-executed-version': result.executedVersion }),
      ...(result.payload && { 'content-type': 'application/json' }),
      ...(result.functionError && { 'x-amz-function-error': result.functionError }),
      ...(result.logResult && { 'x-amz-log-result': result.logResult }),
    });
    response.end(result.payload);
  } catch (error) {
    answerError(error, response);
  }
}

function parse(request: IncomingMessage, payload: string): InvokeRequest & { functionName: string } {
  const url = new URL(request.url ?? '/', 'http://lambda');
  const name = invokePath.exec(url.pathname)?.[1];
  if (!name || request.method !== 'POST')
    throw new AwsError('UnknownOperationException', `${request.method} ${url.pathname} is not Invoke`, 404);
  const qualifier = url.searchParams.get('Qualifier');
  return {
    functionName: decodeURIComponent(name) + (qualifier ? `:${qualifier}` : ''),
    payload: checkJson(payload || '{}'),
    invocationType: oneOf(invocationType, request, 'x-amz-invocation-type'),
    logType: oneOf(logType, request, 'x-amz-log-type'),
    traceHeader: request.headers['x-amzn-trace-id']?.toString(),
  };
}

function checkJson(payload: string): string {
  try {
    JSON.parse(payload);
    return payload;
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${String(error)}`,
    );
  }
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
  });
  const reason = error instanceof ThrottledError ? error.reason : undefined;
  response.end(
    JSON.stringify({ Type: 'User', message: error.message, Message: error.message, Reason: reason }),
  );
}
