import type { Access, Route, RouteTable } from '../patterns/route-table.ts';
import type { Contract } from './contract.ts';
import { sameSchema } from './schema.ts';
import type { Side } from './sides.ts';

/** A method of a path, as the public API has it. */
export interface Operation {
  method: string;
  path: string;
  access: Access;
  /** Who may own it: one, or the two between which it moves. */
  owners: readonly string[];
  /** One for each owner; but for errors that come from how a side is built they are the same. */
  contracts: readonly Contract[];
}

/**
 * Every operation of the public API: each line of the table with its method, and what the owner of an `ANY` line publishes
 * beside those. Who owns a route that moves makes no difference. Throws when a line has no contract, or two that differ.
 */
export function operationsOf(table: RouteTable, sides: Readonly<Record<string, Side>>): Operation[] {
  const lines = Object.entries(table).map(([line, route]) => {
    const [method = '', path = ''] = line.split(/\s+/);
    return { line, method, path, route };
  });
  const open = lines.filter(({ route }) => route.access !== 'refused');
  const named = open.filter(({ method }) => method !== 'ANY');
  const taken = new Set(named.map(({ method, path }) => `${method} ${path}`));
  const rest = open
    .filter(({ method }) => method === 'ANY')
    .flatMap(({ path, route }) =>
      [...(sides[route.owner]?.keys() ?? [])]
        .filter((key) => !taken.has(key) && leadsTo(path, key.split(' ')[1] ?? ''))
        .map((key) => ({ line: key, method: key.split(' ')[0] ?? '', path: key.split(' ')[1] ?? '', route })),
    );
  return [...named, ...rest].map(({ line, method, path, route }) => ({
    ...{ method, path, access: route.access },
    ...contractsOf(line, `${method} ${path}`, route, sides),
  }));
}

function contractsOf(
  line: string,
  key: string,
  { owner, movesBetween }: Route,
  sides: Readonly<Record<string, Side>>,
): Pick<Operation, 'owners' | 'contracts'> {
  const owners = [...new Set(movesBetween ?? [owner])].sort();
  const contracts = owners.map((side) => {
    const contract = sides[side]?.get(key);
    if (contract) return contract;
    throw new Error(
      `Route "${line}" has no contract of ${side}. Publish what it takes and answers in its service's routes.ts.`,
    );
  });
  const [one, other] = contracts;
  const difference = one && other && differenceOf(one, other);
  if (difference === undefined) return { owners, contracts };
  throw new Error(
    `Route "${line}" moves between ${owners.join(' and ')}, whose contracts differ in ${difference}. Make them the same.`,
  );
}

/** The first part of two contracts in which they differ. */
function differenceOf(one: Contract, other: Contract): string | undefined {
  const parts = ({ parameters, body, answers, ownErrors }: Contract) => ({
    'their parameters': parameters,
    'their request body': body,
    'their answers': answers,
    'the errors that they list': ownErrors.toSorted(),
  });
  const others: Record<string, unknown> = parts(other);
  return Object.entries(parts(one)).find(([part, value]) => !sameSchema(value, others[part]))?.[0];
}

/** Whether an `ANY` line's path, the whole rest or a single one, takes a path that no other line names. */
const leadsTo = (path: string, target: string) => path === '/{proxy+}' || path === target;
