import type { Answer } from '../apigateway/answer.ts';
import type { GatewayRequest } from '../apigateway/request.ts';
import type { Requested } from './events.ts';

/** What the page is told of a request: its route and not its path, which may name a person. */
export function requestedOf(request: GatewayRequest, { statusCode, headers }: Answer): Requested {
  const header = (name: string) => {
    const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
    return [value ?? ''].flat().join();
  };
  return {
    kind: 'request',
    at: request.receivedAt,
    method: request.method,
    route: request.context.resourcePath,
    status: statusCode,
    servedBy: header('x-served-by'),
    milliseconds: Date.now() - request.receivedAt,
    correlationId: header('x-correlation-id') || request.header('x-correlation-id') || request.requestId,
  };
}
