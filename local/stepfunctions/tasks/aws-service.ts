import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../../aws-error.ts';
import { StateFailure } from '../failures.ts';
import { type Payload, plainPayload } from '../payload.ts';
import { toApiNames, toJavaNames } from './java-names.ts';
import { type Resource, sourceOf } from './resource.ts';
import { sdkMetadata } from './sdk-metadata.ts';
import type { TaskCall } from './task-work.ts';

/** Calls an operation of an AWS API, with input and output as the API names them. Throws `AwsError`. */
export type AwsCall = (operation: string, input: object, traceHeader?: string) => Promise<object>;

/** How Step Functions names a service in errors and causes; `base` stands for errors that its API does not model. */
const names: Record<string, { prefix: string; base: string; service: string }> = {
  dynamodb: { prefix: 'DynamoDB', base: 'AmazonDynamoDBException', service: 'AmazonDynamoDBv2' },
  sqs: { prefix: 'SQS', base: 'AmazonSQSException', service: 'AmazonSQS' },
  lambda: { prefix: 'Lambda', base: 'AWSLambdaException', service: 'AWSLambda' },
  'aws-sdk:dynamodb': { prefix: 'DynamoDb', base: 'DynamoDbException', service: 'DynamoDb' },
  'aws-sdk:sqs': { prefix: 'Sqs', base: 'SqsException', service: 'Sqs' },
};

const contentType = { 'Content-Type': 'application/x-amz-json-1.0' };

/** What the answers of a service hold besides its body, as recorded executions show it. */
const headersOf: Record<string, (body: string) => Record<string, string>> = {
  dynamodb: (body) => ({
    Server: 'Server',
    Connection: 'keep-alive',
    'x-amz-crc32': String(crc32(body)),
    ...contentType,
  }),
  sqs: () => ({ connection: 'keep-alive', ...contentType }),
};

/** Errors that every service may answer, and that none of them models. */
const unmodelled =
  /^(ValidationException|AccessDenied.*|Missing.*|Invalid(Action|ParameterValue)|SerializationException|UnknownOperation.*|InternalFailure)$/;

/**
 * An optimized integration results in the API's answer and how the SDK got it, an AWS SDK integration in the answer alone.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html,
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html and .../supported-services-awssdk.html
 */
export async function callService(aws: AwsCall, { resource, request }: TaskCall): Promise<Payload> {
  const { service, api } = resource;
  const operation = api.charAt(0).toUpperCase() + api.slice(1);
  const requestId = randomUUID();
  try {
    if (isSdk(service)) {
      const answer = await aws(operation, toApiNames(request.value ?? {}) as object);
      return plainPayload(toJavaNames(answer), sourceOf(resource));
    }
    const answer = await aws(operation, inputOf(resource, request));
    const body = JSON.stringify(answer);
    const headers = headersOf[service]?.(body);
    const metadata = headers && sdkMetadata(200, body, requestId, headers);
    return plainPayload({ ...answer, ...metadata }, sourceOf(resource));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw failureOf(service, error, requestId);
  }
}

function isSdk(service: string): boolean {
  return service.startsWith('aws-sdk:');
}

/** A message that is no text is sent as JSON (developer guide, "Call Amazon SQS with Step Functions"). */
function inputOf({ service }: Resource, { value }: Payload): object {
  const input = { ...(value as { MessageBody?: unknown }) };
  const { MessageBody: body } = input;
  if (service !== 'sqs' || body === null || typeof body !== 'object') return input;
  return { ...input, MessageBody: JSON.stringify(body) };
}

/** What fails a task whose call a service refused. */
export function failureOf(
  service: string,
  { code, message, statusCode, queryCode }: AwsError,
  requestId: string,
): StateFailure {
  const { prefix = service, base = '', service: name = service } = names[service] ?? {};
  // The framework that checks requests has names of its own for what is wrong.
  const shape = (code.startsWith('com.amazon.coral.') && queryCode ? queryCode : code).replace(/^.*#/, '');
  const exception = unmodelled.test(shape) ? base : `${shape.replace(/Exception$/, '')}Exception`;
  const details = isSdk(service)
    ? `Service: ${name}, Status Code: ${statusCode}, Request ID: ${requestId}`
    : `Service: ${name}; Status Code: ${statusCode}; Error Code: ${shape}; Request ID: ${requestId}; Proxy: null`;
  return new StateFailure(`${prefix}.${exception}`, `${message} (${details})`);
}
