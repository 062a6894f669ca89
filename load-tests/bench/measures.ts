/** What is measured, in the order of the report. Each figure comes from one part of a round. */
export interface Measure {
  /** Says in a few words what a figure is of. */
  what: string;
  unit: '/s' | 's' | 'ms' | 'MB';
  /** `--only` takes it. */
  part: PartName;
  /** At least so much, on two quiet cores. */
  target?: number;
  /** At most so much, on two quiet cores. */
  atMost?: number;
  /** At least this share of the limit that it is held to, measured in the same round. */
  share?: number;
  /** The limit in a few words. */
  limit?: string;
}

export const partNames = [
  'start',
  'memory',
  'orders',
  'drain',
  'webhooks',
  'page',
  'facade',
  'invokes',
  'executions',
] as const;
export type PartName = (typeof partNames)[number];

export const measures = {
  startUnchanged: { what: 'start to ready, nothing changed', unit: 's', part: 'start' },
  startClean: { what: 'start to ready, synthesis and bundles anew', unit: 's', part: 'start' },
  memoryIdle: { what: 'memory of all processes, idle', unit: 'MB', part: 'memory' },
  memoryLoaded: { what: 'memory of all processes, under webhooks', unit: 'MB', part: 'memory' },
  orders: { what: 'orders placed, paid and COMPLETED', unit: '/s', part: 'orders', target: 40 },
  drain: {
    what: 'webhook queue drained, one event in ten wakes an order',
    unit: '/s',
    part: 'drain',
    share: 0.6,
    limit: 'bare transactions and wake calls',
  },
  webhooks: {
    what: 'webhooks accepted for 10 s, while the queue drains',
    unit: '/s',
    part: 'webhooks',
    target: 2000,
  },
  webhooksAlone: {
    what: 'webhooks accepted while the worker rests',
    unit: '/s',
    part: 'webhooks',
    share: 0.25,
    limit: 'bare node:http, HMAC and JSON',
  },
  page: {
    what: 'webhooks accepted while a browser shows the queue',
    unit: '/s',
    part: 'page',
    share: 0.9,
    limit: 'with no page open',
  },
  facade: {
    what: 'what the facade adds to a call of the legacy API, median',
    unit: 'ms',
    part: 'facade',
    atMost: 2,
  },
  invokes: { what: 'warm invokes through the Invoke API', unit: '/s', part: 'invokes', target: 3000 },
  executions: {
    what: 'executions of six states in the engine, tasks answer at once',
    unit: '/s',
    part: 'executions',
    target: 1000,
  },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof measures;

/** One measurement, and that of its limit. */
export interface Sample {
  value: number;
  limit?: number;
}

/** What a part of a round has measured. */
export type Samples = Partial<Record<MeasureName, Sample>>;
