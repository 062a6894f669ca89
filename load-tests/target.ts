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
  /** Only of a system that runs in this process: nobody takes a database away from others. */
  database?: { stop(): Promise<void>; start(): Promise<void> };
}

/** The system at a URL. Whatever speaks against sending load to it is a UsageError of one line, and nothing was sent. */
export async function findTarget(url: string): Promise<Target> {
  await checkAddress(url);
  try {
    const target = await targetOf(await findDeployment(url));
    checkStack(target.deployment);
    return target;
  } catch (error) {
    throw new UsageError(`No load was sent to ${url}: ${reasonOf(error)}`);
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
    secret: await secretOf(deployment),
    sqs: new SQSClient(clientConfig),
    logs: new CloudWatchLogsClient(clientConfig),
    lambda: new LambdaClient(clientConfig),
    queueUrl: named('WebhookQueueUrl'),
    deadLetterQueueUrl: named('WebhookDeadLetterQueueUrl'),
    workerLogGroup: named('WebhookLogGroupName'),
    auditFunction: named('AuditFunctionName'),
  };
}

async function secretOf(deployment: Deployment): Promise<string> {
  try {
    return await signingSecret(deployment);
  } catch (error) {
    throw new Error(
      `the webhook's signing secret cannot be read (${reasonOf(error)}); put it into PAYMENT_WEBHOOK_SECRET`,
    );
  }
}

/** Who may answer `GET /products`: somebody else's cache says another name. */
const ours = new Set(['catalog', 'legacy', 'gateway']);

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
    // What answers elsewhere is not what the load would be sent to.
    redirect: 'manual',
  }).catch((error: unknown) => {
    throw new UsageError(`Nothing answers at ${url} (${reasonOf(error)}): no load was sent`);
  });
  await answer.body?.cancel();
  const servedBy = answer.headers.get('x-served-by');
  if (!ours.has(servedBy ?? ''))
    throw new UsageError(
      `What answers at ${url} is not this system, its x-served-by is ${servedBy ?? 'missing'}: no load was sent`,
    );
}

/** The API of another account or region would get events that the stack looked into never sees. */
function checkStack(deployment: Deployment): void {
  const { hostname } = new URL(deployment.url);
  if (!hostname.includes('.execute-api.')) return;
  const own = new URL(output(deployment, 'ApiUrl')).hostname;
  if (hostname !== own) throw new Error(`the stack "orders" that these credentials see answers at ${own}`);
}

/** fetch says only "fetch failed" and keeps the reason in its cause; of an error about several addresses only the code is left. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(reason instanceof Error)) return String(reason);
  const [line = ''] = reason.message.split('\n');
  return line || ('code' in reason ? String(reason.code) : reason.name);
}
