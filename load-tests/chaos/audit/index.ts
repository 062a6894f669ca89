import type { Snapshot } from '../snapshot.ts';
import { Books } from './books.ts';
import { eventRules } from './events.ts';
import { moneyRules } from './money.ts';
import { orderRules } from './orders.ts';
import type { Count, Rule } from './rule.ts';
import { shipmentRules } from './shipments.ts';
import { stockRules } from './stock.ts';

export type { Count } from './rule.ts';

/** Everything that must be true of all stores together. */
export const rules: readonly Rule[] = [
  ...orderRules,
  ...stockRules,
  ...moneyRules,
  ...eventRules,
  ...shipmentRules,
];

/** How many breaches of each kind an audit found, and what they are, in sentences. */
export interface Audit extends Record<Count, number> {
  reasons: string[];
}

/** So many breaches of a rule are named; the rest are counted. */
const named = 3;

/** Holds a snapshot against every rule. */
export function audit(snapshot: Snapshot): Audit {
  const books = new Books(snapshot);
  const found: Audit = { stuck: 0, lost: 0, duplicateEffects: 0, oversold: 0, moneyMismatch: 0, reasons: [] };
  for (const rule of rules) {
    const { count, wrong } = rule;
    const broken = rule.breaches(books);
    if (broken.length === 0) continue;
    found[count] += broken.length;
    const rest = broken.length > named ? ', ...' : '';
    found.reasons.push(`${broken.length} ${wrong}: ${broken.slice(0, named).join(', ')}${rest}`);
  }
  return found;
}
