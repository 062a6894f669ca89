/** What the page is told as it happens. Times are epoch milliseconds. */
export type FeedEvent =
  | Requested
  | { kind: 'log'; at: number; source: string; line: string }
  | StateChange
  | Sample
  | { kind: 'left-out'; at: number; counts: Record<string, number> };

/** A request that the API has answered. */
export interface Requested {
  kind: 'request';
  at: number;
  method: string;
  /** The route that took it, `/products/{sku}`; empty when none did. */
  route: string;
  status: number;
  /** The answer's `x-served-by`. */
  servedBy: string;
  milliseconds: number;
  correlationId: string;
}

/** Something that an execution did: an event of its history, or its end. */
export interface StateChange {
  kind: 'state';
  at: number;
  /** The execution's name, which is the order's id. */
  execution: string;
  type: string;
  state?: string;
  status: string;
}

/** How full things are. */
export interface Sample {
  kind: 'sample';
  at: number;
  queues: Record<string, QueueSample>;
  /** Connections of the webhook's workers to the database; absent while it cannot be asked. */
  sessions?: number;
}

export interface QueueSample {
  visible: number;
  inFlight: number;
  /** How long the oldest message has waited, in seconds. */
  oldestSeconds: number;
}
