import { askChild, startChild } from './child.ts';
import type { ClosedLoop, ClosedLoopResult } from './closed-loop.ts';
import type { Samples } from './measures.ts';
import { emptyQueue } from './queue.ts';
import { newRunId, type Round, type UnderTest } from './round.ts';

const connections = 32;
const seconds = { system: 10, bareServer: 3 };
/** So that neither side is measured before its code is compiled. */
const warmUpSeconds = 1.5;

/** How many webhooks a second are accepted, and how many a server accepts that does nothing else. */
export async function webhooks(round: Round): Promise<Samples> {
  const system = await round.system();
  const limit = await bareServerRate(system.secret);
  const value = await acceptedRate(system, seconds.system);
  await emptyQueue(system, round.signal);
  return { webhooks: { value, limit } };
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
