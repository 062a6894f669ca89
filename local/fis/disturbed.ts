import type { IncomingMessage } from 'node:http';
import { callerOf, targetOf } from '../endpoint/json-protocol.ts';
import type { EndpointRoute } from '../endpoint/server.ts';
import type { FaultInjection } from './fault-injection.ts';

/** A route whose calls meet the faults that are meant for them first. */
export function disturbed(route: EndpointRoute, faults: FaultInjection): EndpointRoute {
  return {
    matches: (request) => route.matches(request),
    async handle(request, response) {
      await faults.meet(callerOf(request).accessKeyId, operationOf(request));
      await route.handle(request, response);
    },
  };
}

/** `x-amz-target` ends in the operation; the one that functions call without it is Lambda's Invoke. */
const operationOf = (request: IncomingMessage) => targetOf(request).split('.').at(-1) || 'Invoke';
