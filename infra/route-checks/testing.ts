import { runInNewContext } from 'node:vm';
import { type Check, type Services, textOf } from './check.ts';
import { linesOf } from './line.ts';

const services: Services = { books: ['GET /books', 'PUT /books/{id}'], films: [] };

/** What a check says of a table with these lines, of which the first is infra/routes.ts:1. */
export function problemsOf(check: Check, ...rows: string[]): string[] {
  const source = rows.join('\n');
  return check(linesOf(runInNewContext(`({${source}})`), source), services).map(textOf);
}
