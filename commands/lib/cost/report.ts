import { estimate } from '../../../load-tests/price.ts';
import { type ScenarioName, scenarios } from '../../../load-tests/scenarios.ts';
import type { Size } from '../deploy-plan.ts';
import prices from '../prices.json' with { type: 'json' };
import type { Template } from '../running-cost.ts';
import { type IdleCost, idleCost } from './idle.ts';
import { type Use, type UseName, uses } from './use.ts';

/** What makes a standing line less; the rest are a matter of which size is deployed. */
const standingLevers: Record<string, string> = {
  'NAT gateway': 'interface endpoints, or no function in the VPC: the database decides that',
  'PostgreSQL instance': 'the class; a DynamoDB ledger would cost by use',
  'load balancer': 'goes when the last route has left the legacy API',
  'Fargate service': 'goes when the last route has left the legacy API',
  'interface endpoint': 'size small has none: its functions go through the NAT gateway',
};

/** A part of a month's bill, in USD. */
export interface BillLine {
  what: string;
  usd: number;
  lever: string;
}

export interface CostReport {
  region: string;
  currency: string;
  asOf: string;
  idle: Record<Size, IdleCost>;
  /** What one order uses, and what a million of that costs; the dearest first. */
  perOrder: { name: UseName; what: string; count: number; usdPerMillion: number; lever: string }[];
  perThousandOrders: number;
  perMillionOrders: number;
  /** What a load test of a deployed stack costs at most, by scenario. */
  perLoadTest: Record<string, number>;
  /** The five largest parts of a month with a million orders on size small. */
  biggest: BillLine[];
}

/** Prices what is deployed and what an order uses. */
export function costReport(templates: Record<Size, Template[]>, use: Use): CostReport {
  const idle = { small: idleCost(templates.small), full: idleCost(templates.full) };
  const perOrder = (Object.keys(uses) as UseName[])
    .map((name) => ({
      name,
      count: use[name],
      usdPerMillion: use[name] * prices.perMillion[name].price,
      ...uses[name],
    }))
    .sort((one, other) => other.usdPerMillion - one.usdPerMillion);
  const perMillionOrders = perOrder.reduce((sum, { usdPerMillion }) => sum + usdPerMillion, 0);
  const { region, currency, asOf } = prices;
  return {
    ...{ region, currency, asOf, idle, perOrder, perMillionOrders },
    perThousandOrders: perMillionOrders / 1000,
    perLoadTest: Object.fromEntries(
      (Object.keys(scenarios) as ScenarioName[]).map((name) => [name, estimate(name).usd]),
    ),
    biggest: biggestOf(idle.small, perOrder),
  };
}

function biggestOf({ lines }: IdleCost, perOrder: CostReport['perOrder']): BillLine[] {
  const standing = lines.map(({ what, usdPerMonth }) => {
    const lever = Object.entries(standingLevers).find(([name]) => what.endsWith(name))?.[1];
    return { what, usd: usdPerMonth, lever: lever ?? 'size' };
  });
  const byUse = perOrder.map(({ what, usdPerMillion, lever }) => ({ what, usd: usdPerMillion, lever }));
  return [...standing, ...byUse].sort((one, other) => other.usd - one.usd).slice(0, 5);
}
