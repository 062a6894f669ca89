import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { GeneratorPlan } from './plan.ts';

/** A webhook's address for tests: keeps what it receives, and answers as told. */
export async function startReceiver(
  answer: (response: ServerResponse, count: number) => void = (response) => response.writeHead(202).end(),
) {
  const received: { body: string; signature: string }[] = [];
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    received.push({ body, signature: String(request.headers['stripe-signature']) });
    answer(response, received.length);
  };
  const server = createServer((request, response) => void receive(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/payments`;
  return {
    url,
    received,
    stop: async (): Promise<void> => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A plan of 200 even arrivals in a fifth of a second, changed as a test wants. */
export const planFor = (url: string, changes: Partial<GeneratorPlan> = {}): GeneratorPlan => ({
  url,
  secret: 'whsec_test',
  runId: 'run1',
  seed: 1,
  phases: [{ rate: 1000, seconds: 0.2 }],
  arrivals: 'uniform',
  duplicates: 0,
  poison: 0,
  orders: [],
  ...changes,
});
