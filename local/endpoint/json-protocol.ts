import type { IncomingMessage } from 'node:http';
import { answerJson, parseJsonBody, readBody } from './aws-answer.ts';
import type { EndpointRoute } from './server.ts';
import type { ApiCaller, JsonService, Operation } from './service.ts';

/**
 * The AWS JSON 1.0 and 1.1 protocols (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html): the operation is
 * named in `x-amz-target`, input and output are JSON bodies.
 */
export function jsonProtocol(services: JsonService[]): EndpointRoute {
  const operations = new Map<string, Operation>();
  for (const service of services) {
    for (const [name, operation] of Object.entries(service.operations)) {
      operations.set(`${service.targetPrefix}.${name}`, operation);
    }
  }
  return {
    matches: (request) => operations.has(targetOf(request)),
    async handle(request, response) {
      const operation = operations.get(targetOf(request));
      const input = parseJsonBody(await readBody(request));
      const output = await operation?.(input, callerOf(request));
      answerJson(request, response, output ?? {});
    },
  };
}

/** `<prefix>.<operation>`, or nothing for requests of other protocols. */
export function targetOf(request: IncomingMessage): string {
  const target = request.headers['x-amz-target'];
  return typeof target === 'string' ? target : '';
}

/** The access key of a Signature Version 4 `Authorization` header, and the trace. Signatures are not checked. */
export function callerOf({ headers }: IncomingMessage): ApiCaller {
  return {
    accessKeyId: /Credential=([^/,\s]+)\//.exec(headers.authorization ?? '')?.[1],
    traceHeader: headers['x-amzn-trace-id']?.toString(),
  };
}
