import { traceIdOf } from '../trace-header.ts';
import type { GatewayRequest } from './request.ts';
import { contextValue } from './request-context.ts';

/** How a request ended: what only an access log knows of `$context`. */
export interface Ending {
  status: number;
  /** The response type of an answer that the gateway gave itself. */
  errorResponseType?: string | undefined;
}

/** Writes one line for each request: the stage's format with its `$context` variables, `-` for those without a value. */
export type AccessLog = (request: GatewayRequest, ending: Ending) => string;

/**
 * Compiles a stage's access log format. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function compileAccessLog(format: string): AccessLog {
  const [first = '', ...rest] = format.split(/\$context\.([\w.:-]*\w)/);
  const parts = rest.flatMap((text, index) =>
    index % 2 === 0 ? [{ path: text.split('.'), after: rest[index + 1] ?? '' }] : [],
  );
  return (request, ending) =>
    parts.reduce((line, { path, after }) => line + (variable(path, request, ending) ?? '-') + after, first);
}

function variable(path: string[], request: GatewayRequest, ending: Ending): string | undefined {
  switch (path.join('.')) {
    case 'status':
      return String(ending.status);
    case 'integrationStatus':
      return request.integrationStatus?.toString();
    case 'error.responseType':
      return ending.errorResponseType;
    case 'xrayTraceId':
      return traceIdOf(request.traceHeader);
    case 'responseLatency':
      return String(Date.now() - request.receivedAt);
    default:
      return contextValue(request.context, path);
  }
}
