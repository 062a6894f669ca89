import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../load-tests/chaos/fault.ts';
import { faults } from '../load-tests/chaos/faults/index.ts';
import { leastOrders } from '../load-tests/chaos/plan.ts';
import type { Result } from '../load-tests/chaos/result.ts';
import { runChaos } from '../load-tests/chaos/run.ts';
import { ProgressLine } from '../load-tests/progress.ts';
import { type Command, text, UsageError, wholeNumber } from './lib/command.ts';
import { interruptions } from './lib/interruptions.ts';

const names = faults.map(({ name }) => name);
const all = 'all';

export const command: Command = {
  summary: 'Drives orders through a system on this machine while faults strike, and audits every store',
  options: {
    orders: { type: 'string', default: '2000', description: 'how many orders (default 2000)' },
    seed: {
      type: 'string',
      default: '1',
      description: 'a whole number (default 1); the same seed makes the same plan',
    },
    faults: {
      type: 'string',
      default: all,
      description: `which, with commas between (default ${all}): ${names.join(', ')}`,
    },
    out: {
      type: 'string',
      default: 'load-tests/results/chaos',
      description: 'a folder for result.json (default load-tests/results/chaos)',
    },
  },
  async run({ values }) {
    const orders = wholeNumber(values, 'orders') ?? 0;
    const seed = wholeNumber(values, 'seed') ?? 0;
    const chosen = chosenFaults(text(values, 'faults') ?? all);
    const least = leastOrders(chosen);
    if (orders < least)
      throw new UsageError(`--orders is ${orders}; these faults need ${least}: give more, or fewer --faults`);
    const folder = text(values, 'out') ?? '';
    console.log(`seed ${seed}`);
    const progress = new ProgressLine();
    const { result } = await runChaos({ orders, seed, faults: chosen, signal: interruptions(), progress });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
    tell(result, folder);
    if (result.verdict !== 'pass') process.exitCode = 1;
  },
};

function chosenFaults(list: string): readonly Fault[] {
  if (list === all) return faults;
  const wanted = list.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      `--faults has ${unknown.map((name) => `"${name}"`).join(', ')}; known are ${names.join(', ')}`,
    );
  return faults.filter(({ name }) => wanted.includes(name));
}

function tell(result: Result, folder: string): void {
  const { orders, events, seconds, completed, cancelled, refunded, onTheirWay, reasons } = result;
  console.log(`${orders} orders and ${events} events in ${seconds} s`);
  for (const [fault, times] of Object.entries(result.faults)) console.log(`  ${fault.padEnd(24)} ${times}`);
  console.log(
    `${completed} completed, ${cancelled} cancelled, ${refunded} refunded${onTheirWay ? `, ${onTheirWay} on their way` : ''}`,
  );
  const { stuck, lost, duplicateEffects, oversold, moneyMismatch } = result;
  console.log(
    `${stuck} stuck, ${lost} lost, ${duplicateEffects} effects twice, ${oversold} oversold, ${moneyMismatch} with wrong money`,
  );
  for (const reason of reasons) console.log(`- ${reason}`);
  console.log(`${result.verdict}: ${join(folder, 'result.json')}`);
}
