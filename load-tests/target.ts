import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UsageError } from '../commands/lib/command.ts';
import { type Deployment, findDeployment, output } from '../commands/lib/deployment.ts';
import { isLoopback } from '../commands/lib/loopback.ts';
import { signingSecret } from '../commands/lib/payment-event.ts';

/** A running system that may be put under load, and how to look into it. */
export interface Target {
  kind: 'local' | 'aws';
  deployment: Deployment;
  /** The webhook's whole address. */
  webhookUrl: string;
  /** What signs the events. */
  secret: string;
  sqs: SQSClient;
  logs: CloudWatchLogsClient;
  lambda: LambdaClient;
  queueUrl: string;
  deadLetterQueueUrl: string;
  workerLogGroup: string;
  auditFunction: string;
}

/** The system at a URL. Whatever speaks against sending load to it is a UsageError of one line, and nothing was sent. */
export async function findTarget(url: string): Promise<Target> {
  await checkAddress(url);
  try {
    return await targetOf(await findDeployment(url));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The same of a system whose deployment is known. */
export async function targetOf(deployment: Deployment): Promise<Target> {
  const { clientConfig, url } = deployment;
  const named = (name: string) => output(deployment, name);
  return {
    kind: isLoopback(new URL(url)) ? 'local' : 'aws',
    deployment,
    webhookUrl: `${url}/webhooks/payments`,
    secret: await signingSecret(deployment),
    sqs: new SQSClient(clientConfig),
    logs: new CloudWatchLogsClient(clientConfig),
    lambda: new LambdaClient(clientConfig),
    queueUrl: named('WebhookQueueUrl'),
    deadLetterQueueUrl: named('WebhookDeadLetterQueueUrl'),
    workerLogGroup: named('WebhookLogGroupName'),
    auditFunction: named('AuditFunctionName'),
  };
}

async function checkAddress(url: string): Promise<void> {
  if (!URL.canParse(url))
    throw new UsageError(
      `--url is "${url}"; give the whole URL of the API, such as https://….amazonaws.com/live`,
    );
  const address = new URL(url);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isLoopback(address)))
    throw new UsageError(`--url is ${url}; only https is taken, and http to this machine`);
  const answer = await fetch(`${address.href.replace(/\/$/, '')}/products?limit=1`, {
    signal: AbortSignal.timeout(10_000),
  }).catch((error: Error) => {
    throw new UsageError(`Nothing answers at ${url} (${error.message}): no load was sent`);
  });
  await answer.body?.cancel();
  if (!answer.headers.has('x-served-by'))
    throw new UsageError(
      `What answers at ${url} is not this system, it sends no x-served-by: no load was sent`,
    );
}
