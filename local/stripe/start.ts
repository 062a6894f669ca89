import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cacheFolder } from '../cache-folder.ts';
import { messageOf } from '../error-message.ts';

interface ProviderOptions {
  /** What signs webhook calls. */
  webhookSecret: string;
  /** How long the waits between two tries of a delivery take: 1 is the local run's usual time. @default 1 */
  timeFactor?: number | undefined;
  /** Told what the process says, a line at a time. */
  log?: (line: string) => void;
}

/** A payment provider that runs on this machine. */
export interface StripeProcess {
  /** Its address, for the `host`, `port` and `protocol` of a `stripe` client. */
  apiUrl: string;
  /** The only key that it lets in. */
  secretKey: string;
  /** Ends it. A second call waits for the first. */
  stop: () => Promise<void>;
}

/** Starts a payment provider that speaks Stripe's API, as a process of its own on a free port. */
export async function startStripe(options: ProviderOptions): Promise<StripeProcess> {
  const { webhookSecret, timeFactor = 1, log = () => {} } = options;
  const secretKey = `sk_test_${randomBytes(12).toString('hex')}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'process.ts')], {
    // In a process group of its own: Ctrl-C in a terminal reaches only us, who stop it after those that call it.
    detached: true,
    env: {
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      TIME_FACTOR: String(timeFactor),
      NODE_COMPILE_CACHE: join(cacheFolder, 'stripe'),
    },
    // It ends when its standard input does, however this process ended.
    stdio: 'pipe',
  });
  const ended = once(child, 'close');
  const said: string[] = [];
  const ready = new Promise<string>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const url = /^ready (\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
      else log(line);
    });
  });
  createInterface(child.stderr).on('line', (line) => {
    said.push(line);
    log(line);
  });
  const failed = ended.then(([code]) => {
    throw new Error(`The payment provider ended with code ${code}: ${said.join(' ') || 'it said nothing'}`);
  });
  const apiUrl = await Promise.race([ready, failed]);
  let stopping = false;
  failed.catch((error: unknown) => stopping || log(messageOf(error)));
  const stop = async () => {
    stopping = true;
    child.kill();
    await ended;
  };
  return { apiUrl, secretKey, stop };
}
