import prices from '../prices.json' with { type: 'json' };
import { runningCost, type Template } from '../running-cost.ts';

/** AWS counts a month as 730 hours. */
const hoursPerMonth = 730;
/** From Friday 18:00 to Monday 8:00. */
const weekendHours = 62;
/** Lambda keeps about five long polls of 20 seconds open on a queue where nothing comes. */
const pollsPerHour = 5 * (3600 / 20);

export interface IdleLine {
  what: string;
  usdPerMonth: number;
}

/** What a deployment costs that nobody uses, in USD. */
export interface IdleCost {
  /** The dearest first. */
  lines: IdleLine[];
  perMonth: number;
  weekend: number;
}

/** What is there costs by the hour; queues are polled and schedules run, traffic or not. */
export function idleCost(templates: Template[]): IdleCost {
  const running = runningCost(templates).lines.map(({ what, count, usdPerDay }) => ({
    what: `${count} × ${what}`,
    usdPerMonth: (usdPerDay / 24) * hoursPerMonth,
  }));
  const lines = [...running, ...idleUse(templates)].sort((one, other) => other.usdPerMonth - one.usdPerMonth);
  const perMonth = lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0);
  return { lines, perMonth, weekend: (perMonth / hoursPerMonth) * weekendHours };
}

function idleUse(templates: Template[]): IdleLine[] {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const queues = resources.filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping').length;
  const runs = resources
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .reduce((sum, { Properties }) => sum + runsPerHour(String(Properties?.['ScheduleExpression'])), 0);
  const { sqsRequest, lambdaRequest } = prices.perMillion;
  const perMonth = (perHour: number, { price }: { price: number }) =>
    (perHour * hoursPerMonth * price) / 1_000_000;
  return [
    { what: `${queues} × queue that is polled`, usdPerMonth: perMonth(queues * pollsPerHour, sqsRequest) },
    { what: `${runs} × scheduled run an hour`, usdPerMonth: perMonth(runs, lambdaRequest) },
  ];
}

/** Of `rate(5 minutes)`; other schedules run too seldom to count. */
function runsPerHour(schedule: string): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(schedule) ?? [];
  return minutes === undefined ? 0 : 60 / Number(minutes);
}
