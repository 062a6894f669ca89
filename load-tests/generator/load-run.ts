import { setTimeout as delay } from 'node:timers/promises';
import { CpuMeter } from './cpu-meter.ts';
import { checkPlan, type GeneratorPlan, type GeneratorSummary, type Progress } from './plan.ts';
import { type Schedule, scheduleOf } from './schedule.ts';
import { SignedEvents } from './signed-events.ts';
import { latenciesOf, Tally } from './tally.ts';
import { WebhookClient } from './webhook-client.ts';

/** From the start of a run to its time 0, in milliseconds: enough for the first tick not to be late. */
const lead = 50;

/** How long a stopped run waits for answers that are under way, in milliseconds. */
const grace = 300;

/**
 * One open-loop run: every send leaves when it is due, whether or not those before it were answered, and its latency counts
 * from when it was due. A system that stalls cannot slow its own test down.
 */
export class LoadRun {
  readonly #maxOpen: number;
  readonly #schedule: Schedule;
  readonly #events: SignedEvents;
  readonly #client: WebhookClient;
  readonly #tally: Tally;
  /** The run's time 0 in epoch milliseconds, and on the clock that never jumps. */
  #startedAt = Number.NaN;
  #zero = Number.NaN;
  #stopped = false;
  #next = 0;

  constructor(plan: GeneratorPlan) {
    checkPlan(plan);
    this.#maxOpen = plan.maxOpen ?? 10_000;
    this.#schedule = scheduleOf(plan, plan.seed, plan.orders.length);
    this.#events = new SignedEvents(plan, this.#schedule);
    this.#client = new WebhookClient(plan.url, plan.connections ?? 256);
    this.#tally = new Tally(this.#schedule.kinds.length);
  }

  /** How it goes, once it runs. */
  progress(): Progress {
    return { at: this.#now(), startedAt: this.#startedAt, ...this.#tally.counts() };
  }

  /** Sends everything and waits for the answers. */
  async run(): Promise<GeneratorSummary> {
    this.#startedAt = Date.now() + lead;
    this.#zero = performance.now() + lead;
    const cpu = new CpuMeter();
    const { at } = this.#schedule;
    while (!this.#stopped && this.#next < at.length) {
      this.#sendDue(at);
      await delay(1);
    }
    const used = cpu.stop();
    const partial = this.#next < at.length;
    await this.#answers();
    await this.#client.destroy();
    return this.#summary(partial, used);
  }

  /** Sends nothing more. What has no answer a moment later has failed. */
  stop(): void {
    this.#stopped = true;
  }

  #sendDue(at: Float64Array): void {
    for (let due = at[this.#next]; due !== undefined; due = at[this.#next]) {
      const lag = this.#now() - due;
      if (lag < 0) return;
      this.#tally.due(lag);
      this.#send(this.#next, due);
      this.#next += 1;
    }
  }

  #send(send: number, due: number): void {
    if (this.#tally.open > this.#maxOpen) {
      this.#tally.fail('TOO_MANY_OPEN');
      return;
    }
    const event = this.#schedule.event[send] ?? 0;
    const { body, signature } = this.#events.get(event);
    this.#client.post(body, signature, {
      answered: (status) => this.#tally.answered(event, status, this.#now() - due),
      failed: (code) => this.#tally.fail(code),
    });
  }

  async #answers(): Promise<void> {
    let stoppedFor = 0;
    while (this.#tally.open > 0 && stoppedFor < grace) {
      const before = performance.now();
      await delay(5);
      if (this.#stopped) stoppedFor += performance.now() - before;
    }
  }

  #summary(partial: boolean, cpu: GeneratorSummary['cpu']): GeneratorSummary {
    const { latency, lag, failures, acceptedEvents: accepted } = this.#tally;
    return {
      ...this.#tally.counts(),
      startedAt: this.#startedAt,
      partial,
      failures,
      acceptedUnique: accepted.reduce((sum, one) => sum + one, 0),
      latencyMs: latenciesOf(latency),
      lagMs: latenciesOf(lag),
      cpu,
      histograms: { latency, lag },
      events: { intendedAt: this.#intendedAt(), accepted },
    };
  }

  /** Of each event, the time of its first send. */
  #intendedAt(): Float64Array {
    const { at, event, kinds } = this.#schedule;
    const intendedAt = new Float64Array(kinds.length);
    for (let send = at.length - 1; send >= 0; send -= 1)
      intendedAt[event[send] ?? 0] = this.#startedAt + (at[send] ?? 0);
    return intendedAt;
  }

  /** Milliseconds since the run's time 0. */
  #now(): number {
    return performance.now() - this.#zero;
  }
}
