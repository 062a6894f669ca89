import { setTimeout } from 'node:timers/promises';
import type { RouteTable } from '../../../infra/patterns/route-table.ts';
import { accessToken } from '../access-token.ts';
import type { Deployment } from '../deployment.ts';
import { type Difference, differencesOf } from './differences.ts';
import type { Exchange } from './request.ts';
import { movingRoutes, type Parcel, parcels } from './requests.ts';
import { Sides } from './sides.ts';
import { type Skus, skusOf } from './skus.ts';
import { type Tolerance, tolerances } from './tolerances.ts';

export interface ParityOptions {
  deployment: Deployment;
  table: RouteTable;
  seed: number;
  /** How many requests go to both sides. */
  requests: number;
  signal?: AbortSignal;
  onProgress?: (sent: number) => void;
}

/** An answer that is not the same on both sides, and where. */
export interface Finding extends Exchange {
  differences: Difference[];
}

export interface ParityResult {
  sent: number;
  /** How many requests each route got, by its line. */
  byLine: Map<string, number>;
  /** How many answers of each status, for the first side. */
  byStatus: Map<number, number>;
  findings: Finding[];
  /** How many differences each tolerance explained. */
  tolerated: Map<Tolerance, number>;
  milliseconds: number;
}

/**
 * How long a read may be behind a write, in milliseconds, and how often it is looked at again. DynamoDB answers reads from
 * any of its copies: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
const patience = { milliseconds: 200, tries: 5 };

/** Sends the same requests to both sides of every route that moves, and says where the answers differ. */
export async function parity(options: ParityOptions): Promise<ParityResult> {
  const { deployment, table, seed, requests, signal, onProgress } = options;
  const skus = skusOf(seed);
  const sides = new Sides(deployment.url, {
    customer: await accessToken(deployment, 'customer'),
    operator: await accessToken(deployment, 'operator'),
  });
  const result: ParityResult = {
    ...{
      sent: 0,
      byLine: new Map(),
      byStatus: new Map(),
      findings: [],
      tolerated: new Map(),
      milliseconds: 0,
    },
  };
  const all = parcels(table, skus, { seed, count: requests });
  const startedAt = performance.now();
  try {
    await removeProducts(sides, table, skus);
    for (const parcel of all) {
      signal?.throwIfAborted();
      await compareSides(sides, parcel, skus, result);
      onProgress?.(result.sent);
    }
    return { ...result, milliseconds: performance.now() - startedAt };
  } finally {
    try {
      await removeProducts(sides, table, skus);
    } finally {
      await sides.close();
    }
  }
}

async function compareSides(sides: Sides, parcel: Parcel, skus: Skus, result: ParityResult): Promise<void> {
  const { line } = parcel;
  let found = await exchange(sides, parcel, skus);
  for (let tries = 0; tries < patience.tries && isLateRead(found); tries += 1) {
    await setTimeout(patience.milliseconds);
    found = await exchange(sides, parcel, skus);
  }
  const { unexplained, explained, ...exchanged } = found;
  const [first] = Object.values(exchanged.answers);
  count(result.byLine, line);
  if (first) count(result.byStatus, first.status);
  for (const tolerance of explained) count(result.tolerated, tolerance);
  if (unexplained.length > 0) result.findings.push({ ...exchanged, differences: unexplained });
  result.sent += 1;
}

interface Compared extends Exchange {
  unexplained: Difference[];
  explained: Tolerance[];
}

const isLateRead = ({ request, unexplained }: Compared) => request.method === 'GET' && unexplained.length > 0;

async function exchange(sides: Sides, { request, sides: names }: Parcel, skus: Skus): Promise<Compared> {
  const [one, other] = await Promise.all([sides.send(names[0], request), sides.send(names[1], request)]);
  const exchanged: Exchange = { request, answers: { [names[0]]: one, [names[1]]: other } };
  const judged = differencesOf(one, other).map((difference) => ({
    difference,
    tolerance: tolerances.find((tolerance) => tolerance.covers(difference, exchanged, skus)),
  }));
  return {
    ...exchanged,
    unexplained: judged.flatMap(({ difference, tolerance }) => (tolerance ? [] : [difference])),
    explained: judged.flatMap(({ tolerance }) => tolerance ?? []),
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Before a run, what one with the same seed left that was killed; after it, its own. */
async function removeProducts(sides: Sides, table: RouteTable, { own }: Skus): Promise<void> {
  const removal = movingRoutes(table).find(({ line }) => line === 'DELETE /products/{sku}');
  for (const side of removal?.sides ?? [])
    for (const sku of own) {
      const request = {
        caller: 'operator',
        method: 'DELETE',
        target: `/products/${sku}`,
        headers: {},
      } as const;
      const { status, body } = await sides.send(side, request);
      if (status >= 400)
        throw new Error(`${sku} could not be removed from ${side}: ${status} ${JSON.stringify(body)}`);
    }
}
