import { type CpuInfo, cpus } from 'node:os';

/** How far is looked back, in milliseconds. */
const span = 200;
/** With less than this share of their time to spare, the processors of a machine are busy. */
const leastToSpare = 0.1;

/** The processors of this machine, whoever uses them. */
export class Processors {
  readonly #read: () => Pick<CpuInfo, 'times'>[];
  #readAt = Number.NEGATIVE_INFINITY;
  #before = { idle: 0, all: 0 };
  #toSpare = 0;

  constructor(read = cpus) {
    this.#read = read;
  }

  /** Whether they had no time to spare a moment ago. Who was not asked for long says so, and knows better next time. */
  areBusy(): boolean {
    const age = performance.now() - this.#readAt;
    if (age >= span) this.#look(age > 3 * span);
    return this.#toSpare < leastToSpare;
  }

  #look(isFirst: boolean): void {
    const times = this.#read().map(({ times }) => times);
    const idle = times.reduce((sum, time) => sum + time.idle, 0);
    const all = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, idle);
    this.#toSpare = isFirst ? 0 : (idle - this.#before.idle) / (all - this.#before.all);
    this.#before = { idle, all };
    this.#readAt = performance.now();
  }
}
