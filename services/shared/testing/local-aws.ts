import { buffer } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { vi } from 'vitest';
import { type TableDefinition, Tables } from '../../../local/dynamodb/tables.ts';
import { jsonProtocol, targetOf } from '../../../local/endpoint/json-protocol.ts';
import { AwsEndpoint, type EndpointRoute } from '../../../local/endpoint/server.ts';
import type { JsonService } from '../../../local/endpoint/service.ts';
import { handleLambdaRequest } from '../../../local/lambda/api.ts';
import type { Functions } from '../../../local/lambda/functions.ts';

/** The services beside DynamoDB, each as a test needs it to behave; they refuse by throwing an `AwsError`. */
export interface OtherServices {
  /** Lambda's Invoke: what the function returns, or how it failed. */
  invoke?: (payload: unknown) => Promise<{ payload: unknown; functionError?: string }>;
  /** Lambda itself, with functions of the test; used where `invoke` is absent. */
  functions?: Functions;
  /** Step Functions' StartExecution. */
  startExecution?: (input: StartExecutionInput) => void;
  /** Any others. They replace those above. */
  services?: JsonService[];
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
export async function startLocalAws(
  definitions: TableDefinition[],
  others: OtherServices = {},
  environment: Record<string, string> = {},
) {
  const tables = new Tables();
  for (const definition of definitions) await tables.create(definition);
  const endpoint = await AwsEndpoint.listen(() => undefined);
  const services = [executionsOf(others), ...(others.services ?? [])];
  endpoint.serve(dynamoDb(tables), functionsOf(others), lambdaOf(others), jsonProtocol(services));
  setEnvironment({ AWS_ENDPOINT_URL: endpoint.url, ...environment });
  const client = new DynamoDBClient();
  return {
    documents: DynamoDBDocumentClient.from(client),
    async stop() {
      client.destroy();
      vi.unstubAllEnvs();
      await endpoint.stop();
    },
  };
}

function dynamoDb(tables: Tables): EndpointRoute {
  const prefix = 'DynamoDB_20120810.';
  return {
    matches: (request) => targetOf(request).startsWith(prefix),
    handle: async (request, response) =>
      tables.handle(request, response, await buffer(request), targetOf(request).slice(prefix.length)),
  };
}

function functionsOf(others: OtherServices): EndpointRoute {
  return {
    matches: (request) => Boolean(others.invoke && request.url?.endsWith('/invocations')),
    async handle(request, response) {
      const input: unknown = JSON.parse((await buffer(request)).toString());
      const { payload, functionError } = (await others.invoke?.(input)) ?? { payload: null };
      if (functionError) response.setHeader('x-amz-function-error', functionError);
      response.end(JSON.stringify(payload));
    },
  };
}

function lambdaOf(others: OtherServices): EndpointRoute {
  return {
    matches: (request) => Boolean(others.functions && request.url?.endsWith('/invocations')),
    async handle(request, response) {
      if (others.functions) await handleLambdaRequest(others.functions, request, response);
    },
  };
}

const executionsOf = (others: OtherServices): JsonService => ({
  targetPrefix: 'AWSStepFunctions',
  operations: {
    StartExecution(input: StartExecutionInput) {
      others.startExecution?.(input);
      return { executionArn: `${input.stateMachineArn}:${input.name}`, startDate: Date.now() / 1000 };
    },
  },
});

/** What SDK clients and Powertools read: one endpoint, no account, nothing printed. */
function setEnvironment(changes: Record<string, string>): void {
  const environment = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_SERVICE_NAME: 'test',
    ...changes,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
