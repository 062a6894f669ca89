import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { closeServer, listenOnLoopback } from '../loopback-server.ts';
import { Account } from './account.ts';
import { Deliveries } from './deliveries.ts';
import { stripeServer } from './server.ts';

export const webhookSecret = 'whsec_test';
const secretKey = 'sk_test_of_a_test';

/** The official client, pointed at a provider on this machine. */
export function clientOf(port: number | string, key = secretKey): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** A provider in this process, whose retries come at once unless `delays` says otherwise. Stops with the test. */
export async function startProvider({ delays = [0, 0, 0, 0], timeout = 5_000 } = {}) {
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const deliveries = new Deliveries({ delays, log, timeout });
  const account = new Account(webhookSecret, (event, endpoint) => void deliveries.send(event, endpoint));
  const server = stripeServer({ account, secretKey, log });
  const port = await listenOnLoopback(server);
  onTestFinished(() => closeServer(server));
  return { port, secretKey, logged, stripe: clientOf(port) };
}

/** One webhook call as it came in. */
export interface WebhookCall {
  body: string;
  signature: string;
}

/**
 * A webhook endpoint on loopback that answers each call with the next of `answers`, and the last of them from then on.
 * Stops with the test.
 */
export async function startReceiver(...answers: ((call: WebhookCall) => number | Promise<number>)[]) {
  const calls: WebhookCall[] = [];
  const answerTo = async (request: IncomingMessage) => {
    const call = { body: await text(request), signature: String(request.headers['stripe-signature']) };
    const answer = answers[Math.min(calls.length, answers.length - 1)];
    calls.push(call);
    return answer?.(call) ?? 200;
  };
  const server = createServer((request, response) => {
    void answerTo(request).then((status) => response.writeHead(status, { location: '/elsewhere' }).end());
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}/webhooks`;
  onTestFinished(() => closeServer(server));
  return { url, calls };
}
