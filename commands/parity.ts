import { randomInt } from 'node:crypto';
import { routes } from '../infra/routes.ts';
import { type Command, text, UsageError, wholeNumber } from './lib/command.ts';
import { type Deployment, findDeployment } from './lib/deployment.ts';
import { interruptions } from './lib/interruptions.ts';
import { startSystem } from './lib/local-system.ts';
import { bringHistory } from './lib/parity/history.ts';
import { type Finding, type ParityResult, parity } from './lib/parity/parity.ts';
import { describe } from './lib/parity/request.ts';

export const command: Command = {
  summary:
    'Sends the same requests to both sides of every route that moves; exit code 1 when their answers differ',
  options: {
    requests: { type: 'string', default: '1000', description: 'how many to each side (default 1000)' },
    seed: {
      type: 'string',
      description: 'a whole number (default a new one); the same seed sends the same requests',
    },
    url: { type: 'string', description: 'a running system, here or on AWS; without it, one is started' },
    json: { type: 'boolean', description: 'print what was found as JSON' },
  },
  async run({ values }) {
    const requests = wholeNumber(values, 'requests') ?? 0;
    if (requests === 0) throw new UsageError('--requests is "0"; give at least 1');
    const seed = wholeNumber(values, 'seed') ?? randomInt(1_000_000_000);
    const signal = interruptions();
    const settings = {
      ...{ table: routes, seed, requests, signal },
      ...(process.stderr.isTTY && { onProgress: progressLine(requests) }),
    };
    const url = text(values, 'url');
    const result = url
      ? await parity({ ...settings, deployment: await findDeployment(url) })
      : await withOwnSystem(signal, (deployment) => parity({ ...settings, deployment }));
    console.log(values['json'] ? asJson(seed, result) : report(seed, result));
    if (result.findings.length > 0)
      throw new Error(`${result.findings.length} of ${result.sent} answers differ with seed ${seed}`);
  },
};

async function withOwnSystem<Result>(
  signal: AbortSignal,
  use: (deployment: Deployment) => Promise<Result>,
): Promise<Result> {
  const { run, deployment } = await startSystem({ signal });
  try {
    await bringHistory(deployment);
    return await use(deployment);
  } finally {
    await run.stop();
  }
}

function progressLine(requests: number): (sent: number) => void {
  return (sent) => {
    if (sent % 20 === 0) process.stderr.write(`\r  ${sent} of ${requests} compared \x1b[K`);
    if (sent === requests) process.stderr.write('\r\x1b[K');
  };
}

function report(
  seed: number,
  { sent, byLine, byStatus, findings, tolerated, milliseconds }: ParityResult,
): string {
  const counts = (entries: Iterable<[string | number, number]>) =>
    [...entries].map(([what, times]) => `  ${String(times).padStart(6)}  ${what}`);
  return [
    `seed ${seed}: ${sent} requests to each side in ${(milliseconds / 1000).toFixed(1)} s`,
    ...counts(byLine),
    'answered with',
    ...counts([...byStatus].sort(([one], [other]) => one - other)),
    'may differ',
    ...counts(
      [...tolerated].map(([{ what, reason }, times]): [string, number] => [`${what}: ${reason}`, times]),
    ),
    ...findings.map(tell),
    `${findings.length} differences that nothing explains`,
  ].join('\n');
}

function tell({ request, answers, differences }: Finding): string {
  const names = Object.keys(answers);
  return [
    `\nDIFFERENT ${describe(request)}`,
    ...differences.map(({ where, values }) => {
      const said = names.map((name, index) => `${name} ${shortened(values[index])}`);
      return `  ${where}: ${said.join(', ')}`;
    }),
  ].join('\n');
}

function shortened(value: unknown): string {
  const json = JSON.stringify(value) ?? 'nothing';
  return json.length > 200 ? `${json.slice(0, 200)}...` : json;
}

const asJson = (seed: number, { byLine, byStatus, tolerated, findings, ...rest }: ParityResult) =>
  JSON.stringify(
    {
      ...{ seed, ...rest },
      byLine: Object.fromEntries(byLine),
      byStatus: Object.fromEntries(byStatus),
      tolerated: [...tolerated].map(([{ what, reason }, times]) => ({ what, reason, times })),
      findings: findings.map(({ request, answers, differences }) => ({
        ...{ request: JSON.parse(describe(request)), answers, differences },
      })),
    },
    null,
    2,
  );
