import { build, type Histogram } from 'hdr-histogram-js';
import type { Latencies } from '../result.ts';
import type { Counts } from './plan.ts';

/** Keeps what became of each send. */
export class Tally implements Counts {
  offered = 0;
  accepted = 0;
  rejected = 0;
  failed = 0;
  readonly failures: Record<string, number> = {};
  /** By an event's number: 1 if a send of it was accepted. */
  readonly acceptedEvents: Uint8Array;
  /** In microseconds. */
  readonly latency = build();
  readonly lag = build();

  constructor(events: number) {
    this.acceptedEvents = new Uint8Array(events);
  }

  get open(): number {
    return this.offered - this.accepted - this.rejected - this.failed;
  }

  /** A send is due, and the generator got round to it so many milliseconds later. */
  due(lag: number): void {
    this.offered += 1;
    record(this.lag, lag);
  }

  /** A send was answered, so many milliseconds after it was due. */
  answered(event: number, status: number, latency: number): void {
    record(this.latency, latency);
    if (status === 202) {
      this.accepted += 1;
      this.acceptedEvents[event] = 1;
    } else if (status === 429) this.rejected += 1;
    else this.fail(String(status));
  }

  /** A send got another answer than it should, or none. */
  fail(cause: string): void {
    this.failed += 1;
    this.failures[cause] = (this.failures[cause] ?? 0) + 1;
  }

  counts(): Counts {
    const { offered, accepted, rejected, failed } = this;
    return { offered, accepted, rejected, failed };
  }
}

function record(histogram: Histogram, milliseconds: number): void {
  histogram.recordValue(Math.max(0, Math.round(milliseconds * 1000)));
}

/** A percentile of a histogram of microseconds, in milliseconds. */
const percentile = (histogram: Histogram, share: number) => histogram.getValueAtPercentile(share) / 1000;

/** The usual figures of a histogram of microseconds, in milliseconds. */
export const latenciesOf = (histogram: Histogram): Latencies => ({
  p50: percentile(histogram, 50),
  p90: percentile(histogram, 90),
  p99: percentile(histogram, 99),
  max: percentile(histogram, 100),
});
