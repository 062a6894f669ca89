import { listenOnLoopback } from '../loopback-server.ts';
import { Account } from './account.ts';
import { Deliveries } from './deliveries.ts';
import { localDelays } from './retry-schedule.ts';
import { stripeServer } from './server.ts';

// The provider's process: says where it listens, logs on standard output, and ends with the process that started it.
const {
  STRIPE_SECRET_KEY: secretKey,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  TIME_FACTOR: timeFactor,
} = process.env;
if (!secretKey || !webhookSecret || !timeFactor)
  throw new Error('STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and TIME_FACTOR must be set');

const log = (line: string) => console.log(line);
const deliveries = new Deliveries({ delays: localDelays(Number(timeFactor)), log });
const account = new Account(webhookSecret, (event, endpoint) => void deliveries.send(event, endpoint));
const port = await listenOnLoopback(stripeServer({ account, secretKey, log }));
process.stdin.on('end', () => process.exit(0)).resume();
console.log(`ready http://127.0.0.1:${port}`);
