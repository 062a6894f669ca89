import { json } from 'node:stream/consumers';
import type { EndpointRoute } from '../local/endpoint/server.ts';
import type { Queue } from '../local/sqs/queue.ts';
import type { AuditQuestion } from '../services/payments/audit.handler.ts';
import type { Target } from './target.ts';
import type { Findings } from './verdict.ts';

/** What a run that kept every promise found: the number of each thing is easy to change into one that is broken. */
export const goodFindings: Findings = {
  scenario: 'burst',
  target: { url: 'http://127.0.0.1:3000', kind: 'local' },
  startedAt: '2026-11-24T10:00:00.000Z',
  seed: 1,
  attempt: 1,
  partial: false,
  offered: 9090,
  accepted: 9090,
  rejected: 0,
  failed: 0,
  acceptedUnique: 9000,
  committed: 9000,
  deadLettered: 0,
  queued: 0,
  lost: 0,
  wronglyDeadLettered: 0,
  duplicateEffects: 0,
  woken: 900,
  waiting: 900,
  limit: 5,
  peakWorkers: 5,
  maxSessions: 5,
  peakSessions: 5,
  refusedSessions: 0,
  prediction: {
    workers: 5,
    batch: 10,
    serviceSeconds: { arriving: 0.15, calm: 0.1 },
    drainRate: { arriving: 333, calm: 500 },
    peakDepth: 7000,
    drainSeconds: 15,
  },
  peakDepth: 7000,
  predictedPeakDepth: 7000,
  drainSeconds: 15,
  predictedDrainSeconds: 15,
  oldestAge: 15,
  latencyMs: { p50: 2, p90: 5, p99: 20, max: 40 },
  endToEndMs: { p50: 7000, p90: 13_000, p99: 14_800, max: 15_100 },
  generatorLagMs: { p99: 3, max: 12 },
  generatorCpu: 0.3,
  samples: [],
};

/** A target of a test, and what is behind it, for the test to play the rest of the system. */
export interface PlayedTarget {
  target: Target;
  queue: Queue;
  deadLetters: Queue;
  /** Writes a line to the worker's log. */
  log: (line: string) => void;
  stop: () => Promise<void>;
}

/** What of a target a test plays itself. */
interface Played {
  webhookUrl?: string;
  /** The audit function; it fails by throwing. */
  audit?: (question: AuditQuestion) => object | Promise<object>;
}

/** A target without a system: its queues and its log are the local run's. */
export async function startTarget({
  webhookUrl = '',
  audit = () => ({}),
}: Played = {}): Promise<PlayedTarget> {
  const { AwsEndpoint, CloudWatchLogsClient, LambdaClient, LogGroups, Queues, SQSClient, ...of } =
    await parts();
  const endpoint = await AwsEndpoint.listen(() => undefined);
  const region = 'eu-central-1';
  const queues = new Queues({ region, accountId: '000000000000', endpointUrl: endpoint.url });
  const [queue, deadLetters] = [queues.define({ name: 'webhooks' }), queues.define({ name: 'dead' })];
  const groups = new LogGroups();
  groups.assign('lambda/worker', 'worker');
  endpoint.serve(invocations(audit), of.jsonProtocol([of.service(queues), groups.service()]));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const clientConfig = { region, endpoint: endpoint.url, credentials, maxAttempts: 1 };
  const clients = {
    sqs: new SQSClient(clientConfig),
    logs: new CloudWatchLogsClient(clientConfig),
    lambda: new LambdaClient(clientConfig),
  };
  return {
    target: {
      ...{ kind: 'local', webhookUrl, secret: 'whsec_test', ...clients },
      deployment: { url: endpoint.url, clientConfig, outputs: {} },
      ...{ queueUrl: queue.url, deadLetterQueueUrl: deadLetters.url },
      ...{ workerLogGroup: 'worker', auditFunction: 'audit' },
    },
    ...{ queue, deadLetters },
    log: (line) => groups.keep({ source: 'lambda/worker', line }),
    async stop() {
      for (const client of Object.values(clients)) client.destroy();
      queues.stop();
      await endpoint.stop();
    },
  };
}

/** Loaded by those tests alone that start a target: the SDK takes its time. */
async function parts() {
  const modules = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-lambda'),
    import('@aws-sdk/client-sqs'),
    import('../local/cloudwatchlogs/log-groups.ts'),
    import('../local/endpoint/json-protocol.ts'),
    import('../local/endpoint/server.ts'),
    import('../local/sqs/queues.ts'),
    import('../local/sqs/service.ts'),
  ]);
  const [{ CloudWatchLogsClient }, { LambdaClient }, { SQSClient }, ...local] = modules;
  const [{ LogGroups }, { jsonProtocol }, { AwsEndpoint }, { Queues }, { service }] = local;
  return {
    AwsEndpoint,
    CloudWatchLogsClient,
    LambdaClient,
    LogGroups,
    Queues,
    SQSClient,
    jsonProtocol,
    service,
  };
}

/** Lambda's Invoke of the audit function. */
const invocations = (audit: NonNullable<Played['audit']>): EndpointRoute => ({
  matches: ({ url }) => url?.endsWith('/functions/audit/invocations') ?? false,
  async handle(request, response) {
    try {
      const answer = await audit((await json(request)) as AuditQuestion);
      response.end(JSON.stringify(answer));
    } catch (error) {
      response.setHeader('x-amz-function-error', 'Unhandled');
      response.end(JSON.stringify({ errorMessage: String(error) }));
    }
  },
});
