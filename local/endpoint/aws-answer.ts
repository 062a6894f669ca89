import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../aws-error.ts';
import { messageOf } from '../error-message.ts';

/** More than any AWS API takes: Lambda's 6 MB, base64 included, is the largest payload here. */
const largestBody = 16 * 1024 * 1024;

/** The whole body of a request. Throws a 413 `AwsError` when it is larger than any AWS API takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody)
      throw new AwsError('RequestEntityTooLargeException', `Over ${largestBody} bytes`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A body of the AWS JSON protocols; none counts as an empty object. */
// biome-ignore lint/suspicious/noExplicitAny: each operation checks or knows its own input
export function parseJsonBody(body: Buffer): any {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new AwsError('SerializationException', 'The body is not valid JSON');
  }
}

/** Answers JSON in the version of the protocol that the request speaks. */
export function answerJson(request: IncomingMessage, response: ServerResponse, body: object): void {
  send(response, 200, contentTypeOf(request), JSON.stringify(body));
}

/** Answers an error in the form of the AWS JSON protocols: its code as `__type` and in `x-amzn-errortype`. */
export function answerAwsError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message, statusCode, queryCode } = asAwsError(error);
  response.setHeader('x-amzn-errortype', code);
  // https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
  if (queryCode) response.setHeader('x-amzn-query-error', `${queryCode};Sender`);
  // Part of the body may be unread, and a kept connection would take it for the next request.
  if (!request.complete) response.setHeader('connection', 'close');
  send(response, statusCode, contentTypeOf(request), JSON.stringify({ __type: code, message }));
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  return new AwsError('InternalFailure', messageOf(error), 500);
}

/** Answers with a request ID, as every AWS service does. */
export function send(response: ServerResponse, statusCode: number, contentType: string, body: string): void {
  response.writeHead(statusCode, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}

function contentTypeOf(request: IncomingMessage): string {
  const asked = request.headers['content-type'] ?? '';
  return asked.startsWith('application/x-amz-json-') ? asked : 'application/x-amz-json-1.0';
}
