import { randomInt } from 'node:crypto';
import type { LogLine } from '../local/system.ts';
import { type Command, text, UsageError, wholeNumber } from './lib/command.ts';
import { type Deployment, findDeployment } from './lib/deployment.ts';
import { type FuzzOptions, type FuzzResult, fuzz } from './lib/fuzz/fuzz.ts';
import type { LogWatch } from './lib/fuzz/log-watch.ts';
import { type Breach, describe } from './lib/fuzz/request.ts';
import type { Tally } from './lib/fuzz/sender.ts';
import { interruptions } from './lib/interruptions.ts';
import { startSystem } from './lib/local-system.ts';
import { isLoopback } from './lib/loopback.ts';

export const command: Command = {
  summary:
    'Sends generated hostile requests and webhook calls; exit code 1 when one gets through or breaks something',
  options: {
    requests: { type: 'string', default: '100000', description: 'how many in all (default 100000)' },
    seed: {
      type: 'string',
      description: 'a whole number (default a new one); the same seed sends the same requests',
    },
    url: { type: 'string', description: 'a running system on this machine; without it, one is started' },
  },
  async run({ values }) {
    const requests = wholeNumber(values, 'requests') ?? 0;
    const seed = wholeNumber(values, 'seed') ?? randomInt(2 ** 31);
    console.log(`seed ${seed}`);
    const url = text(values, 'url');
    const settings = { seed, requests, ...(process.stderr.isTTY && { onProgress: progressLine(requests) }) };
    const result = url ? await fuzzRunning(url, settings) : await fuzzOwn(settings);
    report(result);
    if (result.breaches.length > 0) throw new Error(`${result.breaches.length} breaches with seed ${seed}`);
    console.log('Passed');
  },
};

type Settings = Pick<FuzzOptions, 'seed' | 'requests' | 'onProgress'>;

async function fuzzRunning(url: string, settings: Settings): Promise<FuzzResult> {
  if (URL.canParse(url) && !isLoopback(new URL(url)))
    throw new UsageError(
      `--url is ${url}; only a system on this machine may be fuzzed, such as http://127.0.0.1:3000`,
    );
  const deployment: Deployment = await findDeployment(url);
  console.log('Logs are not looked at: they are not to be had from outside. Without --url they are.');
  return fuzz({ ...settings, deployment, isAlone: false });
}

async function fuzzOwn(settings: Settings): Promise<FuzzResult> {
  let watch: LogWatch | undefined;
  const early: LogLine[] = [];
  const { run, deployment } = await startSystem({
    signal: interruptions(),
    onLog: (line) => (watch ? watch.read(line) : early.push(line)),
  });
  try {
    return await fuzz({
      ...settings,
      deployment,
      isAlone: true,
      watchLogs(started) {
        watch = started;
        for (const line of early) started.read(line);
      },
    });
  } finally {
    await run.stop();
  }
}

function progressLine(requests: number): (tally: Tally) => void {
  return ({ sent }) => {
    if (sent % 500 === 0) process.stderr.write(`\r  ${sent} of ${requests} sent \x1b[K`);
    if (sent === requests) process.stderr.write('\r\x1b[K');
  };
}

function report({ tally, milliseconds, logLines, breaches }: FuzzResult): void {
  const rate = Math.round((tally.sent / milliseconds) * 1000);
  console.log(`${tally.sent} requests in ${(milliseconds / 1000).toFixed(1)} s, ${rate} a second`);
  console.log(`slowest answer ${Math.round(tally.slowestMilliseconds)} ms`);
  for (const [answer, count] of [...tally.byAnswer].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`  ${answer.padEnd(20)} ${count}`);
  if (tally.proxyErrors > 0) console.log(`${tally.proxyErrors} of them by the load balancer in its own name`);
  console.log(`${logLines} log lines read, ${tally.placed.size} orders placed knowingly`);
  for (const breach of breaches) console.log(`\nBREACH ${tell(breach)}`);
}

function tell({ what, request, evidence }: Breach): string {
  const lines = [what, request && `request: ${describe(request)}`, evidence && `evidence: ${evidence}`];
  return lines.filter(Boolean).join('\n  ');
}
