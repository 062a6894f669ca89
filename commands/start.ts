import { once } from 'node:events';
import { RunConsole } from '../local/console/index.ts';
import { accessToken } from './lib/access-token.ts';
import { type Command, text, UsageError, type Values } from './lib/command.ts';
import { attachConsole } from './lib/console/index.ts';
import { expectFree } from './lib/free-port.ts';
import { interruptions } from './lib/interruptions.ts';
import { startSystem } from './lib/local-system.ts';

export const command: Command = {
  summary: 'Starts the whole system on this machine (PORT, default 3000); Ctrl-C stops all of it',
  options: {
    logs: { type: 'boolean', description: 'print what functions and containers log' },
    'time-factor': {
      type: 'string',
      default: '1',
      description:
        'how long waits, timeouts of workflows and retries of events take: 0.01 is a hundredth (default 1)',
    },
  },
  async run({ values }) {
    const started = performance.now();
    const interruption = interruptions();
    const port = portFromEnvironment();
    await expectFree(port);
    const runConsole = new RunConsole();
    const { run, deployment, provider } = await startSystem({
      runConsole,
      port,
      timeFactor: positive(values, 'time-factor'),
      signal: interruption,
      onProgress: (step) => console.error(`  ${step} ...`),
      ...(values['logs'] && { onLog: ({ source, line }) => console.log(`${source} ${line}`) }),
    });
    const detach = attachConsole(runConsole, { run, deployment, provider });
    try {
      const token = await accessToken(deployment, 'customer');
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`ready ${run.url}`);
      console.log(whatToTry(run.url, token, seconds));
      if (!provider.apiUrl) console.log(howEventsCome(run.url));
      if (!interruption.aborted) await once(interruption, 'abort');
    } finally {
      await detach();
      await run.stop();
    }
  },
};

function portFromEnvironment(): number {
  const port = process.env['PORT'] ?? '3000';
  if (!/^\d+$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`PORT is "${port}"; give a number up to 65535`);
  return Number(port);
}

function positive(values: Values, name: string): number {
  const value = Number(text(values, name));
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} is "${text(values, name)}"; give a number above 0`);
}

function whatToTry(url: string, token: string, seconds: string): string {
  const order = `'{"lines":[{"sku":"MUG-001","quantity":2}],"shipTo":{"country":"DE","postalCode":"10115"}}'`;
  const custom = url.endsWith(':3000') ? '' : ` --url ${url}`;
  return `
Started in ${seconds} s. Everything runs on this machine and is gone when it stops. Try:

  TOKEN=${token}

  curl -i '${url}/products?limit=3'
  curl -i ${url}/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
       -H "Idempotency-Key: $(date +%s)" -d ${order}
  npm run pay -- <orderId>${custom}
  curl -s ${url}/orders/<orderId> -H "Authorization: Bearer $TOKEN"
  curl -i ${url}/shipments/<orderId> -H "Authorization: Bearer $TOKEN"
  curl -i ${url}/customers/C-10001 -H "Authorization: Bearer $TOKEN"

Or watch it: ${url}/console/

Look at x-served-by in the answers: it says which part answered. Ctrl-C stops all of it.`;
}

/** Stripe cannot reach a machine that it does not know. https://docs.stripe.com/stripe-cli */
const howEventsCome = (url: string) => `
Payments go to your Stripe test account (STRIPE_SECRET_KEY). Have its events come here, and start again with
PAYMENT_WEBHOOK_SECRET set to what this prints:

  stripe listen --forward-to ${url}/webhooks/payments`;
