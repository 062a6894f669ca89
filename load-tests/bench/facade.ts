import { demoCustomer } from '../../commands/lib/access-token.ts';
import { legacyOutputs } from '../../commands/lib/deployment.ts';
import { medianOf } from './figures.ts';
import type { Samples } from './measures.ts';
import type { Round } from './round.ts';

const warmUp = 500;
const measured = 2_000;

/**
 * What a call of the legacy API takes longer through the facade than at its own load balancer, in milliseconds: the same
 * request of one caller both ways, in turn, so that whatever else goes on slows both.
 */
export async function facade(round: Round): Promise<Samples> {
  const { process, token } = await round.system();
  const [loadBalancer = ''] = await legacyOutputs(process.deployment, 'LoadBalancerDnsName');
  const path = `/customers/${demoCustomer}`;
  const through = () => timed(process.deployment.url + path, { authorization: `Bearer ${token}` });
  const direct = () => timed(`http://${loadBalancer}${path}`, { 'x-caller-id': demoCustomer });
  await pairs(warmUp, through, direct, round.signal);
  const times = await pairs(measured, through, direct, round.signal);
  return { facade: { value: medianOf(times.through) - medianOf(times.direct) } };
}

async function pairs(
  count: number,
  through: () => Promise<number>,
  direct: () => Promise<number>,
  signal: AbortSignal,
) {
  const times = { through: [] as number[], direct: [] as number[] };
  for (let number = 0; number < count; number += 1) {
    signal.throwIfAborted();
    times.direct.push(await direct());
    times.through.push(await through());
  }
  return times;
}

/** Until the answer is read, in milliseconds. */
async function timed(url: string, headers: Record<string, string>): Promise<number> {
  const started = performance.now();
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}; expected 200`);
  return performance.now() - started;
}
