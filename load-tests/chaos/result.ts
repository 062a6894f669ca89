import type { Count } from './audit/index.ts';

/** `result.json`: what a chaos run did and what its audit found. */
export interface Result extends Record<Count, number> {
  /** The same seed, orders and faults make the same plan. */
  seed: number;
  /** ISO 8601 instant in UTC. */
  startedAt: string;
  /** From the first order to the audit. */
  seconds: number;
  /** Orders that were accepted. */
  orders: number;
  /** Different events of the provider that the webhook took. */
  events: number;
  /** How often each fault struck. */
  faults: Record<string, number>;
  completed: number;
  cancelled: number;
  refunded: number;
  /** Orders that are at no end yet and that something takes there. */
  onTheirWay: number;
  verdict: 'pass' | 'fail';
  /** Why it is no pass, one sentence each; empty when it is. */
  reasons: string[];
}
