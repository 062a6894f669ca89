import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { checkInput } from '../endpoint/check-input.ts';
import type { LambdaApiOperation } from './api.ts';

const concurrency = z.strictObject({ ReservedConcurrentExecutions: z.int().min(0) });
const configuration = z.strictObject({ Timeout: z.int().min(1).max(900) });

const concurrencyPath = /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/;

/**
 * What of a function can be changed while it runs: its reserved concurrency and its timeout. Invocations under way end as they
 * began. https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionConcurrency.html
 */
export const configurationOperations: readonly LambdaApiOperation[] = [
  {
    name: 'PutFunctionConcurrency',
    method: 'PUT',
    path: concurrencyPath,
    answer({ functions, functionName, body }, response) {
      const { ReservedConcurrentExecutions } = parse(concurrency, body);
      functions.reserveConcurrency(functionName, ReservedConcurrentExecutions);
      send(response, 200, { ReservedConcurrentExecutions });
    },
  },
  {
    name: 'DeleteFunctionConcurrency',
    method: 'DELETE',
    path: concurrencyPath,
    answer({ functions, functionName }, response) {
      functions.reserveConcurrency(functionName, undefined);
      send(response, 204);
    },
  },
  {
    name: 'UpdateFunctionConfiguration',
    method: 'PUT',
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
    answer({ functions, functionName, body }, response) {
      const { arn, config } = functions.find(functionName);
      config.timeout = parse(configuration, body).Timeout;
      send(response, 200, {
        ...{ FunctionName: config.name, FunctionArn: arn, Handler: config.handler },
        ...{ MemorySize: config.memorySize, Timeout: config.timeout, LastUpdateStatus: 'Successful' },
      });
    },
  },
];

function parse<Schema extends z.ZodType>(schema: Schema, body: string): z.infer<Schema> {
  return checkInput(schema, JSON.parse(body || '{}'), 'InvalidParameterValueException');
}

function send(response: ServerResponse, status: number, body?: object): void {
  const type = body && { 'content-type': 'application/json' };
  response.writeHead(status, { 'x-amzn-requestid': randomUUID(), ...type });
  response.end(body && JSON.stringify(body));
}
