import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { listenOnLoopback } from '../../local/loopback-server.ts';
import { answerPlan } from './child.ts';

/** What accepting webhooks is held to: as little as a webhook can do. It checks the signature, parses the body, answers 202. */
answerPlan(async ({ secret }: { secret: string }) => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      response.writeHead(isSigned(request, body, secret) && JSON.parse(body.toString()) ? 202 : 400).end();
    });
  });
  return `http://127.0.0.1:${await listenOnLoopback(server)}/`;
});

function isSigned({ headers }: IncomingMessage, body: Buffer, secret: string): boolean {
  const [, time = '', signature = ''] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['stripe-signature'])) ?? [];
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  return signature !== '' && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
}
