import { availableParallelism } from 'node:os';
import { type BundleFigures, benchBundles } from './lib/bundles/bench.ts';
import { environmentOf } from './lib/bundles/environment.ts';
import { overBudget } from './lib/bundles/over-budget.ts';
import { type Command, text, UsageError, type Values } from './lib/command.ts';
import { planDeployment } from './lib/deploy-plan.ts';
import { interruptions } from './lib/interruptions.ts';

export const command: Command = {
  summary:
    "Measures each function's bundle: its size, and how long its import takes beside that of its AWS clients alone",
  options: {
    only: { type: 'string', description: 'one function: services/payments/worker' },
    rounds: { type: 'string', default: '20', description: 'how often each bundle is imported (default 20)' },
    json: { type: 'boolean', description: 'print the figures as JSON' },
  },
  async run({ values }) {
    const rounds = roundsOf(values);
    const only = text(values, 'only');
    const { templates } = await planDeployment('small');
    const figures = await benchBundles({
      rounds,
      environment: environmentOf(templates),
      only: only === undefined ? [] : [only],
      signal: interruptions(),
      onProgress: (step) => console.error(`  ${step}`),
    });
    if (figures.length === 0) throw new UsageError(`--only is "${only}"; there is no such function`);
    const machine = { processors: availableParallelism(), node: process.version };
    if (values['json']) console.log(JSON.stringify({ machine, rounds, figures }, null, 2));
    else console.log([...tableOf(figures), '', ...explain(rounds)].join('\n'));
    const over = overBudget(figures);
    if (over.length > 0)
      throw new Error(`over budget (commands/lib/bundles/budgets.json): ${over.join('; ')}`);
  },
};

function roundsOf(values: Values): number {
  const given = text(values, 'rounds') ?? '';
  const rounds = Number(given);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new UsageError(`--rounds is "${given}"; it must be a whole number of at least 1`);
  return rounds;
}

function tableOf(figures: BundleFigures[]): string[] {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const row = (name: string, ...cells: string[]) =>
    `${name.padEnd(width)}${cells.map((c) => c.padStart(10)).join('')}`;
  return [
    row('function', 'KiB', 'import', 'clients', 'ratio'),
    ...figures.map(({ name, kib, importTime, clients }) =>
      row(
        name,
        kib.toFixed(),
        `${importTime.toFixed(1)} ms`,
        clients ? `${clients.importTime.toFixed(1)} ms` : 'none',
        clients ? clients.ratio.toFixed(2) : '',
      ),
    ),
  ];
}

const explain = (rounds: number) => [
  `KiB are of the code that Lambda loads, without its source map. Times are medians of ${rounds} Node.js processes each, the`,
  "function's and its clients' by turns; the clients are bundled in the same way, with nothing of the SDK left out.",
];
