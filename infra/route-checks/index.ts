import type { RouteTable } from '../patterns/route-table.ts';
import { ambiguity } from './ambiguity.ts';
import { type Check, type Services, textOf } from './check.ts';
import { degrees } from './degrees.ts';
import { duplicates } from './duplicates.ts';
import { handlers } from './handlers.ts';
import { linesOf } from './line.ts';
import { owners } from './owners.ts';
import { shadows } from './shadows.ts';
import { spelling } from './spelling.ts';
import { writers } from './writers.ts';

const checks: readonly Check[] = [
  spelling,
  owners,
  handlers,
  duplicates,
  ambiguity,
  shadows,
  writers,
  degrees,
];

/** Everything that is wrong with the strangler table, before anything is made of it: a text per problem. */
export function routeProblems(table: RouteTable, services: Services, source?: string): string[] {
  const lines = linesOf(table, source);
  return checks.flatMap((check) => check(lines, services)).map(textOf);
}
