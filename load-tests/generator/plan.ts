import type { Histogram } from 'hdr-histogram-js';
import type { Latencies } from '../result.ts';
import type { Load } from '../scenarios.ts';
import type { WaitingOrder } from './event.ts';

/** What the generator is to send. */
export interface GeneratorPlan extends Pick<Load, 'phases' | 'arrivals' | 'duplicates' | 'poison'> {
  /** The webhook's whole address. */
  url: string;
  /** The provider's signing secret. */
  secret: string;
  /** Letters and digits that no other run has: event ids begin with it. */
  runId: string;
  /** The same seed sends the same events at the same times. */
  seed: number;
  /** Orders whose execution waits; each is paid once, spread over the run. Without any, no event is about an order. */
  orders: readonly WaitingOrder[];
  /** Connections at most: what is due while all are busy waits for one, and its latency counts. @default 256 */
  connections?: number;
  /** Sends without an answer at most; what is due beyond fails as TOO_MANY_OPEN. @default 10,000 */
  maxOpen?: number;
}

/** What became of the sends so far. */
export interface Counts {
  /** Sends that are due. All of them are in `accepted`, `rejected` or `failed` at the end. */
  offered: number;
  /** Answered 202: queued. */
  accepted: number;
  /** Answered 429: throttled. */
  rejected: number;
  /** Every other answer, and every send without one. */
  failed: number;
}

/** Told ten times a second. */
export interface Progress extends Counts {
  /** Milliseconds since the start; negative before it. */
  at: number;
  /** When the run's time 0 is, in epoch milliseconds. */
  startedAt: number;
}

/** What a run of the generator found. */
export interface GeneratorSummary extends Counts {
  /** When the run's time 0 was, in epoch milliseconds. */
  startedAt: number;
  /** Stopped before its end. */
  partial: boolean;
  /** `failed` by its cause: a status code, or the code of an error. */
  failures: Record<string, number>;
  /** Different events of which at least one send was accepted. */
  acceptedUnique: number;
  /** From the intended send to the end of the answer. */
  latencyMs: Latencies;
  /** From the intended send until the generator got round to it. */
  lagMs: Latencies;
  /** The generator's share of one core: over the whole run, and in its busiest second. */
  cpu: { mean: number; peak: number };
  /** All latencies and lags, in microseconds. */
  histograms: { latency: Histogram; lag: Histogram };
  /** By an event's number, that of its id: when it was first due in epoch milliseconds, and 1 if it was accepted. */
  events: { intendedAt: Float64Array; accepted: Uint8Array };
}

/** Throws, saying what is wrong, when a plan cannot be carried out. */
export function checkPlan({ url, secret, runId, phases, duplicates, poison }: GeneratorPlan): void {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new Error(`url is "${url}"; expected the webhook's whole http or https address`);
  if (!secret) throw new Error("secret is empty; expected the webhook's signing secret");
  if (!/^[A-Za-z0-9]{1,32}$/.test(runId))
    throw new Error(`runId is "${runId}"; expected 1 to 32 letters and digits`);
  if (phases.length === 0) throw new Error('phases is empty; expected at least one');
  for (const { rate, seconds } of phases)
    if (!isPositive(rate) || !isPositive(seconds))
      throw new Error(`A phase has ${rate} events/s for ${seconds} s; expected both to be more than 0`);
  for (const [name, share] of Object.entries({ duplicates, poison }))
    if (!(share >= 0 && share < 1))
      throw new Error(`${name} is ${share}; expected a share from 0 to below 1, such as 0.01`);
}

const isPositive = (value: number) => value > 0 && Number.isFinite(value);
