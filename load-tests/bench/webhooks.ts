import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { output } from '../../commands/lib/deployment.ts';
import { askChild, startChild } from './child.ts';
import type { ClosedLoop, ClosedLoopResult } from './closed-loop.ts';
import type { Samples } from './measures.ts';
import { emptyQueue } from './queue.ts';
import { newRunId, type Round, type UnderTest } from './round.ts';

const connections = 128;
const seconds = { system: 10, alone: 5, bareServer: 5 };
/** So that neither side is measured before its code is compiled. */
const warmUpSeconds = 4;

/**
 * How many webhooks a second are accepted while the worker empties the queue on the same processors, and how many while it
 * rests: that is what a server which only accepts can be compared with.
 */
export async function webhooks(round: Round): Promise<Samples> {
  const system = await round.system();
  const value = await acceptedRate(system, seconds.system);
  const webhooksAlone = await whileWorkerRests(system, async () => ({
    limit: await bareServerRate(system.secret),
    value: await acceptedRate(system, seconds.alone),
  }));
  await emptyQueue(system, round.signal);
  return { webhooks: { value }, webhooksAlone };
}

/** As an operator stops a function on AWS: nothing of its concurrency is left to it. */
async function whileWorkerRests<Result>(
  { process: { deployment } }: UnderTest,
  work: () => Promise<Result>,
): Promise<Result> {
  const lambda = new LambdaClient(deployment.clientConfig);
  const FunctionName = output(deployment, 'WebhookWorkerName');
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  try {
    return await work();
  } finally {
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  }
}

/** Sends as many webhooks as the system takes. */
export async function acceptedRate({ webhookUrl, secret }: UnderTest, forSeconds: number): Promise<number> {
  return rateOf({ url: webhookUrl, secret, seconds: forSeconds });
}

async function bareServerRate(secret: string): Promise<number> {
  const { result: url, stop } = await startChild<string>('bare-server.ts', { secret });
  try {
    return await rateOf({ url, secret, seconds: seconds.bareServer });
  } finally {
    await stop();
  }
}

async function rateOf(target: { url: string; secret: string; seconds: number }): Promise<number> {
  await loop({ ...target, seconds: warmUpSeconds });
  const { rate, others } = await loop(target);
  if (rate === 0) throw new Error(`${target.url} accepted no webhook; it answered ${JSON.stringify(others)}`);
  return rate;
}

function loop({ url, secret, seconds: duration }: { url: string; secret: string; seconds: number }) {
  const plan: ClosedLoop = {
    url,
    connections,
    seconds: duration,
    expected: 202,
    sign: { secret, runId: newRunId() },
  };
  return askChild<ClosedLoopResult>('closed-loop.ts', plan);
}
