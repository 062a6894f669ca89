import { type UseName, uses } from '../commands/lib/cost/use.ts';
import prices from '../commands/lib/prices.json' with { type: 'json' };
import { capacity } from '../infra/capacity.ts';
import { attempts, calibrationLoad, spikes } from './calibration.ts';
import { type Load, type ScenarioName, scenarios } from './scenarios.ts';

/** What a load test of a deployed stack costs, at the list prices of prices.json. */
export interface Estimate {
  /** What is paid by use, the dearest first. */
  lines: { what: string; count: number; usd: number }[];
  usd: number;
}

/** What a load test does. */
interface Use {
  events: number;
  /** Orders that are placed, paid and shipped. */
  orders: number;
  seconds: number;
}

/** What one order uses, rather more than less: its requests and those that look how far it is, its workflow, its tables. */
const perOrder = {
  requests: 10,
  invocations: 20,
  gbSeconds: 1,
  writes: 30,
  reads: 20,
  transitions: 4,
  logs: 20,
};

/** Of an event, in the dearest case: a message that a worker gets alone is sent, received and deleted by a call each. */
const perEvent = { sqsRequests: 3, invocations: 1, logs: 2, traces: 0.05 };

/** Of watching: the queue is counted ten times a second, the audit function asked once. */
const perSecond = { sqsRequests: 10, invocations: 1, traces: 1 };

/** Every function has 512 MB. The workers and the audit function are taken to be busy all the time. */
const busyGigabytes = 0.5 * (capacity.webhook.workers + 1);

const bill: Record<UseName, (use: Use) => number> = {
  restApiRequest: ({ events, orders }) => events + orders * perOrder.requests,
  sqsRequest: ({ events, seconds }) => events * perEvent.sqsRequests + seconds * perSecond.sqsRequests,
  lambdaRequest: ({ events, orders, seconds }) =>
    events * perEvent.invocations + orders * perOrder.invocations + seconds * perSecond.invocations,
  lambdaGbSecondArm64: ({ orders, seconds }) => orders * perOrder.gbSeconds + seconds * busyGigabytes,
  dynamoDbWrite: ({ orders }) => orders * perOrder.writes,
  dynamoDbRead: ({ orders }) => orders * perOrder.reads,
  stateTransition: ({ orders }) => orders * perOrder.transitions,
  logKilobyte: ({ events, orders }) => events * perEvent.logs + orders * perOrder.logs,
  trace: ({ events, seconds }) => events * perEvent.traces + seconds * perSecond.traces,
};

/** What a scenario costs on AWS, with all that goes before it: rather too much than too little. */
export function estimate(scenario: ScenarioName): Estimate {
  const use = useOf(scenario);
  const lines = (Object.keys(bill) as UseName[]).map((name) => {
    const count = bill[name](use);
    return { what: uses[name].what, count, usd: (count * prices.perMillion[name].price) / 1_000_000 };
  });
  lines.sort((a, b) => b.usd - a.usd);
  return { lines, usd: lines.reduce((sum, { usd }) => sum + usd, 0) };
}

function useOf(scenario: ScenarioName): Use {
  const { waking, minutes, ...load } = scenarios[scenario];
  const whole = { ...load, waking };
  const events = spikes * eventsIn(calibrationLoad(whole)) + attempts * eventsIn(whole);
  return { events, orders: waking * events, seconds: attempts * 60 * minutes };
}

const eventsIn = ({ phases }: Pick<Load, 'phases'>) =>
  phases.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);

/** The estimate as lines of text, the sum last. */
export function describeEstimate({ lines, usd }: Estimate): string[] {
  const amount = (value: number) => value.toFixed(3).padStart(7);
  return [
    ...lines.map(
      ({ what, count, usd: each }) => `  ${amount(each)}  ${Math.round(count).toLocaleString('en')} ${what}`,
    ),
    `  ${amount(usd)}  ${prices.currency} at most (list prices of ${prices.region}, ${prices.asOf}), if the load is sent ${attempts} times`,
    '  Not in it: data transfer, and what the deployment costs anyway.',
  ];
}
