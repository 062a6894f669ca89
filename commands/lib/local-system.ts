import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type LocalRun, type StartOptions, startLocal } from '../../local/start.ts';
import { synthesise } from './assembly.ts';
import { type Deployment, findDeployment, output } from './deployment.ts';
import { seedCatalogue } from './seed-catalogue.ts';

export interface RunningSystem {
  run: LocalRun;
  deployment: Deployment;
}

/** Starts the whole system on this machine, with its catalogue loaded. */
export async function startSystem(options: Omit<StartOptions, 'assemblyDir'> = {}): Promise<RunningSystem> {
  try {
    return await start(options);
  } catch (error) {
    // Everything that was under way fails when a start is ended: only the reason is of interest.
    throw options.signal?.aborted ? options.signal.reason : error;
  }
}

async function start(options: Omit<StartOptions, 'assemblyDir'>): Promise<RunningSystem> {
  options.onProgress?.('synthesising the CDK app');
  const run = await startLocal({ assemblyDir: await synthesise(), ...options });
  try {
    const deployment = await findDeployment(run.url);
    await useSigningSecret(deployment, process.env['PAYMENT_WEBHOOK_SECRET'] ?? 'whsec_local');
    options.onProgress?.('loading the catalogue');
    await Promise.all([seedCatalogue(deployment), run.healthy]);
    return { run, deployment };
  } catch (error) {
    await run.stop();
    throw error;
  }
}

/** Replaces the generated signing secret by a known one, as one does on AWS with the payment provider's. */
async function useSigningSecret(deployment: Deployment, SecretString: string): Promise<void> {
  const secrets = new SecretsManagerClient(deployment.clientConfig);
  await secrets.send(
    new PutSecretValueCommand({ SecretId: output(deployment, 'WebhookSecretArn'), SecretString }),
  );
}
