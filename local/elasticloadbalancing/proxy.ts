import {
  type Agent,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { isHopByHop } from '../http-headers.ts';
import { newTraceRoot } from '../trace-header.ts';
import { answerInOwnName } from './own-answers.ts';

/** Where and how to send one request on. */
export interface Forwarding {
  address: string;
  port: number;
  /** With its query string. */
  path: string;
  agent: Agent;
  idleTimeoutSeconds: number;
}

/**
 * Sends a request to a target and its answer back, as an Application Load Balancer does: 502 when the target cannot be
 * reached or breaks off before it answers, 504 when it is silent for longer than the idle timeout.
 */
export function forward(request: IncomingMessage, response: ServerResponse, to: Forwarding): void {
  const outgoing = httpRequest({
    host: to.address,
    port: to.port,
    agent: to.agent,
    method: request.method,
    path: to.path,
    headers: forwardedHeaders(request),
    timeout: to.idleTimeoutSeconds * 1000,
  });
  let timedOut = false;
  outgoing.on('timeout', () => {
    timedOut = true;
    outgoing.destroy();
  });
  outgoing.on('response', (answer) => {
    response.writeHead(
      answer.statusCode ?? 502,
      answer.statusMessage,
      withoutConnectionHeaders(answer.headers),
    );
    pipeline(answer, response, () => undefined);
  });
  outgoing.on('error', () => {
    if (response.headersSent) response.destroy();
    else if (!response.destroyed) answerInOwnName(response, timedOut ? 504 : 502);
  });
  response.on('close', () => {
    outgoing.destroy();
    // What a target that answered early left unread would otherwise block the next request of the connection.
    request.unpipe(outgoing).resume();
  });
  request.pipe(outgoing);
}

function forwardedHeaders({ headers, socket }: IncomingMessage): OutgoingHttpHeaders {
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
  return {
    ...withoutConnectionHeaders(headers),
    ...(headers['transfer-encoding'] && { 'transfer-encoding': headers['transfer-encoding'] }),
    'x-forwarded-for': [headers['x-forwarded-for'], socket.remoteAddress].flat().filter(Boolean).join(', '),
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '80',
    'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? newTraceRoot(),
  };
}

function withoutConnectionHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isHopByHop(name)));
}
