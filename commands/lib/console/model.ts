import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { capacity } from '../../../infra/capacity.ts';
import { routes } from '../../../infra/routes.ts';
import { Assembly, type Resource } from '../../../infra/rules/assembly.ts';
import { stateMachines } from '../../../infra/rules/state-machine.ts';
import { physicalIdOf } from '../../../local/cloudformation/physical-id.ts';
import { type Arrow, readArrows } from '../diagrams/system/arrows.ts';
import { type Part, readParts } from '../diagrams/system/parts.ts';
import { called } from '../diagrams/system/words.ts';
import { entrance, lanes } from './lanes.ts';
import { type Setting, settingsOf } from './settings.ts';

/** A box of the map. */
export interface MapPart {
  name: string;
  title: string;
  kind: string;
  /** What the source of its log lines has in it; nothing where it has no log. */
  logs: string | undefined;
  settings: Setting[];
  /** The file that a reader opens to find what it does, from the root of the repository. */
  source: string;
}

/** What the page draws, and the same for as long as the system runs. */
export interface Model {
  entrance: string;
  lanes: typeof lanes;
  parts: MapPart[];
  arrows: Arrow[];
  routes: { method: string; path: string; owner: string; access: string; movesBetween: readonly string[] }[];
  /** The workflow's definition, in the Amazon States Language. */
  workflow: unknown;
  limits: { workers: number; sessions: number };
  /** Queue names of this run by what they are. */
  queues: { webhook: string; deadLetters: string };
}

/** Reads what the page shows of a synthesised system. */
export function readModel(assemblyDir: string, queues: Model['queues']): Model {
  const assembly = new Assembly(globSync(join(assemblyDir, '*.template.json')));
  const parts = readParts(assembly);
  const shown = [entrance, ...lanes.flatMap((lane) => lane.parts)];
  return {
    entrance,
    lanes,
    parts: shown.map((name) => mapPart(assembly, assemblyDir, parts.get(name), name)),
    arrows: readArrows(assembly, parts).filter(({ from, to }) => shown.includes(from) && shown.includes(to)),
    routes: Object.entries(routes).map(([key, route]) => {
      const [method = '', path = ''] = key.split(/\s+/);
      const movesBetween = 'movesBetween' in route ? route.movesBetween : [];
      return { method, path, owner: route.owner, access: route.access, movesBetween };
    }),
    workflow: stateMachines(assembly)[0]?.definition,
    limits: {
      workers: capacity.webhook.workers,
      sessions: capacity.webhook.workers * capacity.webhook.poolSize,
    },
    queues,
  };
}

function mapPart(assembly: Assembly, assemblyDir: string, part: Part | undefined, name: string): MapPart {
  if (!part) throw new Error(`The map shows ${name}, which the template has not. Correct lanes.ts.`);
  return {
    name,
    title: called(name),
    kind: part.kind,
    logs: logsOf(part),
    settings: settingsOf(assembly, part.resource),
    source: handlerOf(assemblyDir, part.resource) ?? sources[name] ?? 'infra/app.ts',
  };
}

function logsOf({ kind, resource }: Part): string | undefined {
  // A function's log has the name that the run gives it.
  return kind === 'Lambda' ? physicalIdOf(resource.stack, resource.id) : onlyLogs[kind];
}

/** What has one log in a run. */
const onlyLogs: Record<string, string> = {
  'API Gateway': 'apigateway/',
  'ECS on Fargate': 'ecs/',
  'RDS PostgreSQL': 'rds/',
  'Step Functions': 'stepfunctions/',
};

/** The files of what is no function. */
const sources: Record<string, string> = {
  FacadeApi: 'infra/routes.ts',
  CatalogTable: 'services/catalog/product-table.ts',
  OrdersTable: 'services/orders/order-table.ts',
  FulfilmentStockTable: 'services/fulfilment/stock-table.ts',
  FulfilmentWorkflowStateMachine: 'services/fulfilment/order-fulfilment.asl.json',
  PaymentsQueue: 'infra/patterns/scalable-webhook.ts',
  PaymentsDeadLetters: 'infra/patterns/throttled-worker.ts',
  PaymentsRefundsQueue: 'infra/patterns/throttled-worker.ts',
  PaymentsWaits: 'services/payments/payment-waits.ts',
  LoadBalancer: 'infra/stacks/legacy.ts',
  LegacyApiService: 'legacy-api/server.ts',
  Database: 'infra/stacks/legacy.ts',
};

/** A function's handler, as its bundle's source map says. */
function handlerOf(assemblyDir: string, { properties }: Resource): string | undefined {
  const { Code: code } = properties as { Code?: { S3Key?: string } };
  const folder = join(assemblyDir, `asset.${code?.S3Key?.replace(/\.zip$/, '')}`);
  const [map] = code?.S3Key ? globSync('index.*.map', { cwd: folder }) : [];
  if (map === undefined) return undefined;
  const { sources: files }: { sources: string[] } = JSON.parse(readFileSync(join(folder, map), 'utf8'));
  // Relative to wherever the bundle was made.
  const handler = files.find((file) => file.endsWith('.handler.ts'));
  return handler && /(?:services|infra)\/.*$/.exec(handler)?.[0];
}
