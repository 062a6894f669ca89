import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { type TableDefinition, Tables } from '../../../local/dynamodb/tables.ts';
import { answerAwsError, answerJson } from '../../../local/endpoint/aws-answer.ts';

/** The services beside DynamoDB, each as a test needs it to behave; they refuse by throwing an `AwsError`. */
export interface OtherServices {
  /** Lambda's Invoke: what the function returns, or how it failed. */
  invoke?: (payload: unknown) => Promise<{ payload: unknown; functionError?: string }>;
  /** Step Functions' StartExecution. */
  startExecution?: (input: StartExecutionInput) => void;
}

export interface StartExecutionInput {
  stateMachineArn: string;
  name: string;
  input: string;
}

/**
 * Serves DynamoDB, in memory, and what a test says of other services on a free port, and points the environment of
 * this test at it: handlers that are imported afterwards find AWS there.
 */
export async function startLocalAws(definitions: TableDefinition[], others: OtherServices = {}) {
  const tables = new Tables();
  for (const definition of definitions) await tables.create(definition);
  const server = createServer((request, response) => {
    answer(tables, others, request, response).catch((error: unknown) =>
      answerAwsError(request, response, error),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  setEnvironment(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const client = new DynamoDBClient();
  return {
    documents: DynamoDBDocumentClient.from(client),
    stop() {
      client.destroy();
      vi.unstubAllEnvs();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  tables: Tables,
  others: OtherServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [service, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const body = await buffer(request);
  if (service === 'DynamoDB_20120810') return tables.handle(request, response, body, operation);
  const input = JSON.parse(body.toString());
  if (operation === 'StartExecution' && others.startExecution) {
    others.startExecution(input);
    const execution = {
      executionArn: `${input.stateMachineArn}:${input.name}`,
      startDate: Date.now() / 1000,
    };
    return answerJson(request, response, execution);
  }
  if (!request.url?.endsWith('/invocations') || !others.invoke)
    throw new Error(`This test has no answer to ${request.url} ${operation}`);
  const { payload, functionError } = await others.invoke(input);
  if (functionError) response.setHeader('x-amz-function-error', functionError);
  response.end(JSON.stringify(payload));
}

/** What SDK clients and Powertools read: one endpoint, no account, nothing printed. */
function setEnvironment(endpoint: string): void {
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_SERVICE_NAME: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
