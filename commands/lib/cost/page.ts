import type { CostReport } from './report.ts';

const usd = (amount: number) => (amount < 10 ? amount.toFixed(2) : amount.toFixed(0));
const count = (value: number) => (value < 10 ? String(Number(value.toFixed(2))) : value.toFixed(0));
const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]) => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows.map((r) => row(...r)),
];

/** docs/cost.md: the tables of a report, and what they rest on. `orders`: how many were measured. */
export function costPage(report: CostReport, orders: number): string {
  const { region, currency, asOf, idle, perOrder, perLoadTest, biggest } = report;
  return `${[
    '# What it costs',
    '',
    '`npm run cost -- --write` writes this page. Standing costs are read from the synthesised templates; what an order uses was',
    `counted while ${orders} orders ran on one machine. Prices are the list prices of ${region} in ${currency} of ${asOf}, in`,
    '[`prices.json`](../commands/lib/prices.json) with a source each.',
    '',
    '## Without any traffic',
    '',
    ...table(
      ['size', 'a month', 'a weekend', 'most of it'],
      (['small', 'full'] as const).map((size) => [
        `\`${size}\``,
        usd(idle[size].perMonth),
        usd(idle[size].weekend),
        idle[size].lines
          .slice(0, 4)
          .map(({ what, usdPerMonth }) => `${what} ${usd(usdPerMonth)}`)
          .join(', '),
      ]),
    ),
    '',
    'A weekend is 62 hours, Friday 18:00 to Monday 8:00. `npm run destroy` ends all of it.',
    '',
    '## Orders',
    '',
    `A thousand orders cost ${usd(report.perThousandOrders)}, a million ${usd(report.perMillionOrders)}. An order here is: a look at the catalogue and at one product, the`,
    'order, its payment at the webhook, and one look at it when it is done.',
    '',
    ...table(
      ['an order uses', 'of', 'a million cost', 'what would make it less'],
      perOrder.map((line) => [count(line.count), line.what, usd(line.usdPerMillion), line.lever]),
    ),
    '',
    '## The five biggest lines',
    '',
    'Of a month with a million orders on size `small`:',
    '',
    ...table(
      ['line', 'a month', 'lever'],
      biggest.map((line) => [line.what, usd(line.usd), line.lever]),
    ),
    '',
    '## Load tests',
    '',
    'Of a deployed stack, at most, beside what the deployment costs anyway:',
    '',
    ...table(
      ['scenario', currency],
      Object.entries(perLoadTest).map(([name, amount]) => [`\`${name}\``, usd(amount)]),
    ),
    '',
    '## What this rests on',
    '',
    '- **Free tiers are ignored**, and so are discounts, taxes and support; only the three dashboards that every account has for nothing',
    '  are not counted.',
    "- **Times of this machine are not AWS's.** A function's billed time is taken from its REPORT lines, as the median rounded up to",
    '  5, 10, 20, 50, 100 ... ms. Cold starts are not in it. Compute is a small part: twice the time changes little.',
    '- **Transitions** are the states that an execution enters, and its retries, counted in its history: what Step Functions charges',
    '  for. A test holds them, with the start, to at most six.',
    '- **SQS** is counted in the dearest case, a batch of one: sent, received, deleted. Under load a batch has up to ten.',
    '- **DynamoDB** is counted in units as DynamoDB would consume them, transactions twice; items in transactions are taken to be 1 KB.',
    '- **Logs** are what functions, containers and the access log wrote here, with the 26 bytes that CloudWatch adds to an event; the START and',
    '  END lines of AWS are not written here.',
    "- **Traces**: X-Ray's default rule samples a request a second and 5 % of the rest; 5 % is taken.",
    '- **While idle** Lambda is taken to keep five long polls open on each queue; this could not be verified without an account.',
    "- **Not in it**: data through the NAT gateway and out to the internet (a few dollars per million orders), the load balancer's capacity units,",
    "  the firewall's requests of size `full`, Secrets Manager's calls, Cognito's monthly active users, the provider's fees.",
  ].join('\n')}\n`;
}
