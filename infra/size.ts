import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Node } from 'constructs';

/** One per pattern, and an order's way through all of them. */
export const dashboardNames = [
  'Order',
  'ScalableWebhook',
  'StateMachine',
  'SimpleWebService',
  'InternalApi',
  'Strangler',
] as const;
export type DashboardName = (typeof dashboardNames)[number];

/** What differs between a system to try out and one to keep. */
export interface Size {
  /** VPC functions and containers reach AWS through one NAT gateway, or through interface endpoints in every zone. */
  egress: 'nat-gateway' | 'endpoints';
  /** How many tasks of the legacy API run: at least, and at most when they are busy. */
  legacyTasks: { least: number; most: number };
  /** A second database in another zone, kept in step. */
  multiAz: boolean;
  backups: Duration;
  /** For whatever holds data: whether it is guarded from deletion, and what becomes of it when its stack is deleted. */
  data: { deletionProtection: boolean; removalPolicy: RemovalPolicy };
  /** Tables can be restored to any second of the last 35 days. */
  pointInTimeRecovery: boolean;
  /** A web application firewall in front of the API. */
  firewall: boolean;
  /** CloudWatch gives three to an account for nothing; each more is paid. */
  dashboards: readonly DashboardName[];
  /** US dollars; `--context budgetEmail=` says who is told when it is used up. */
  monthlyBudget: number;
}

const sizes = {
  small: {
    egress: 'nat-gateway',
    legacyTasks: { least: 1, most: 2 },
    multiAz: false,
    backups: Duration.days(1),
    data: { deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY },
    pointInTimeRecovery: false,
    firewall: false,
    // Those that show what only time shows: a queue that fills and drains, orders under way.
    dashboards: ['Order', 'ScalableWebhook', 'StateMachine'],
    monthlyBudget: 150,
  },
  full: {
    egress: 'endpoints',
    // One in each zone.
    legacyTasks: { least: 2, most: 3 },
    multiAz: true,
    backups: Duration.days(14),
    data: { deletionProtection: true, removalPolicy: RemovalPolicy.RETAIN },
    pointInTimeRecovery: true,
    firewall: true,
    dashboards: dashboardNames,
    monthlyBudget: 400,
  },
} as const satisfies Record<string, Size>;

/** The size that `--context size=` names. */
export function sizeFromContext(node: Node): Size {
  return sizes[sizeNameFromContext(node)];
}

/** The name of that size: `small`, the default, or `full`. */
export function sizeNameFromContext(node: Node): keyof typeof sizes {
  const name: unknown = node.tryGetContext('size') ?? 'small';
  if (name === 'small' || name === 'full') return name;
  throw new Error(`--context size=${String(name)} is not known; it must be small or full.`);
}

/** What the size says of a table. */
export function tableOptions({ data, pointInTimeRecovery }: Size) {
  return { ...data, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery } };
}
