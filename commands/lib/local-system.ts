import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalRun, type StartOptions, startLocal } from '../../local/start.ts';
import { startStripe } from '../../local/stripe/start.ts';
import { synthesise } from './assembly.ts';
import { type Deployment, findDeployment, output } from './deployment.ts';
import { eventTypes } from './payment-event.ts';
import { keyFromEnvironment, type ProviderAccess, providerClient } from './provider.ts';
import { seedCatalogue } from './seed-catalogue.ts';

export interface RunningSystem {
  /** Its `stop` ends the payment provider as well. */
  run: LocalRun;
  deployment: Deployment;
  /** Where this run's payments and refunds are made: a provider on this machine unless STRIPE_SECRET_KEY is set. */
  provider: ProviderAccess;
}

/** `assemblyDir` is what `synthesise` wrote unless it is given. */
interface SystemOptions extends Partial<StartOptions> {
  /** Where the provider delivers its events. @default the system's own webhook */
  webhookUrl?: string;
}

/** Starts the whole system on this machine and a payment provider for it, with its catalogue loaded. */
export async function startSystem(options: SystemOptions = {}): Promise<RunningSystem> {
  try {
    return await start(options);
  } catch (error) {
    // Everything that was under way fails when a start is ended: only the reason is of interest.
    throw options.signal?.aborted ? options.signal.reason : error;
  }
}

async function start(options: SystemOptions): Promise<RunningSystem> {
  const stripeKey = keyFromEnvironment();
  const webhookSecret = process.env['PAYMENT_WEBHOOK_SECRET'] ?? 'whsec_local';
  const [{ stop: stopProvider, ...provider }, started] = await bothOrNone(
    stripeKey ? theirs(stripeKey) : startProvider(options, webhookSecret),
    startRun(options),
  );
  const stop = async () => {
    try {
      await started.stop();
    } finally {
      // Last: what still ran may have called it.
      await stopProvider();
    }
  };
  const run = { ...started, stop };
  try {
    const deployment = await findDeployment(run.url);
    options.onProgress?.('loading the catalogue');
    await Promise.all([
      putSecret(deployment, 'WebhookSecretArn', webhookSecret),
      putSecret(deployment, 'PaymentProviderSecretArn', JSON.stringify(provider)),
      provider.apiUrl && addWebhookEndpoint(provider, options.webhookUrl ?? `${run.url}/webhooks/payments`),
      seedCatalogue(deployment, { legacyIsUp: run.healthy }),
      run.healthy,
    ]);
    return { run, deployment, provider };
  } catch (error) {
    await run.stop();
    throw error;
  }
}

async function startRun({ assemblyDir, ...options }: SystemOptions): Promise<LocalRun> {
  options.onProgress?.('synthesising the CDK app');
  return startLocal({ assemblyDir: assemblyDir ?? (await synthesise()), ...options });
}

type StoppableProvider = ProviderAccess & Stoppable;

/** Stripe's own test mode: nothing is started, nothing to stop. */
const theirs = async (secretKey: string): Promise<StoppableProvider> => ({ secretKey, stop: async () => {} });

function startProvider(
  { timeFactor, onLog }: SystemOptions,
  webhookSecret: string,
): Promise<StoppableProvider> {
  return startStripe({ webhookSecret, timeFactor, log: (line) => onLog?.({ source: 'stripe', line }) });
}

/** Both, or the error of the first that fails, with the other one stopped. */
async function bothOrNone<One extends Stoppable, Other extends Stoppable>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<[One, Other]> {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    const ends = await Promise.allSettled([one, other]);
    for (const end of ends) if (end.status === 'fulfilled') await end.value.stop();
    throw error;
  }
}

interface Stoppable {
  stop: () => Promise<void>;
}

/** Replaces a generated secret by a known one, as one does on AWS with the payment provider's. */
async function putSecret(deployment: Deployment, name: string, SecretString: string): Promise<void> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  await secrets.send(new PutSecretValueCommand({ SecretId: output(deployment, name), SecretString }));
}

/** Has the provider call a webhook, as one does in Stripe's dashboard. */
async function addWebhookEndpoint(provider: ProviderAccess, url: string): Promise<void> {
  await providerClient(provider).webhookEndpoints.create({ url, enabled_events: Object.values(eventTypes) });
}
