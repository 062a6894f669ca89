import { writeFileSync } from 'node:fs';
import { type Command, text, UsageError, type Values } from './lib/command.ts';
import { measureOrder } from './lib/cost/measure.ts';
import measured from './lib/cost/order-use.json' with { type: 'json' };
import { costPage } from './lib/cost/page.ts';
import { type CostReport, costReport } from './lib/cost/report.ts';
import { planDeployment } from './lib/deploy-plan.ts';
import { inRepository } from './lib/diagrams/repository.ts';
import { interruptions } from './lib/interruptions.ts';

export const command: Command = {
  summary:
    'Says what it costs: idle, per order and per load test, from the templates and orders that it runs here',
  options: {
    orders: {
      type: 'string',
      default: '10',
      description: 'how many orders to run and count (default 10); 0 takes what was counted last',
    },
    write: { type: 'boolean', description: 'write docs/cost.md, and the counts that it rests on' },
    json: { type: 'boolean', description: 'print the figures as JSON' },
  },
  async run({ values }) {
    const orders = ordersOf(values);
    const onProgress = (step: string) => console.error(`  ${step}`);
    const signal = interruptions();
    const counted =
      orders === 0 ? measured : { orders, perOrder: await measureOrder({ orders, signal, onProgress }) };
    onProgress('synthesising both sizes');
    const { templates: small } = await planDeployment('small');
    const { templates: full } = await planDeployment('full');
    const report = costReport({ small, full }, counted.perOrder);
    if (values['json']) console.log(JSON.stringify(report, null, 2));
    else console.log(describe(report).join('\n'));
    if (!values['write']) return;
    writeFileSync(inRepository('commands/lib/cost/order-use.json'), `${JSON.stringify(counted, null, 2)}\n`);
    writeFileSync(inRepository('docs/cost.md'), costPage(report, counted.orders));
    onProgress('wrote docs/cost.md');
  },
};

function ordersOf(values: Values): number {
  const given = text(values, 'orders') ?? '';
  const orders = Number(given);
  if (given !== '' && Number.isInteger(orders) && orders >= 0) return orders;
  throw new UsageError(`--orders is "${given}"; it must be a whole number of at least 0`);
}

function describe({ idle, perOrder, biggest, perLoadTest, ...report }: CostReport): string[] {
  const amount = (usd: number) => usd.toFixed(2).padStart(9);
  const sizes = (['small', 'full'] as const).flatMap((size) => [
    `${amount(idle[size].perMonth)}  a month of size ${size} without traffic`,
    `${amount(idle[size].weekend)}  a weekend of it, 62 hours`,
  ]);
  return [
    ...sizes,
    `${amount(report.perThousandOrders)}  a thousand orders`,
    `${amount(report.perMillionOrders)}  a million orders:`,
    ...perOrder.map((line) => `${amount(line.usdPerMillion)}    ${line.count.toFixed(2)} ${line.what} each`),
    ...Object.entries(perLoadTest).map(([name, usd]) => `${amount(usd)}  a load test ${name}, at most`),
    '',
    'The five biggest lines of a month with a million orders, size small:',
    ...biggest.map(({ what, usd, lever }) => `${amount(usd)}  ${what}: ${lever}`),
    '',
    `${report.currency}, list prices of ${report.region}, ${report.asOf}, free tiers ignored. docs/cost.md says what this rests on.`,
  ];
}
