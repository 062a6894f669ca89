import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, meetsOrder, strikesSystem, type Way } from './fault.ts';
import { Life } from './life.ts';
import type { OrderPlan, Plan, StrikePlan } from './plan.ts';
import { Random } from './random.ts';
import type { Scene } from './scene.ts';

/** Checkouts at once, beside those of strikes. */
const atOnce = 12;
/** No order is placed while so many are under way: the rest of the system must keep up with the checkouts. */
const mostUnderWay = 40;
/** When none of them ends for so long, in milliseconds, the run goes on all the same: its audit says what is wrong. */
const standstill = 60_000;
const lookEvery = 50;

export interface DriveOptions {
  faults: readonly Fault[];
  ways: readonly Way[];
  onProgress: (now: Progress) => void;
}

export interface Progress {
  placed: number;
  /** The faults that are at work. */
  striking: readonly string[];
}

/** Lives all orders of a plan while its strikes happen. */
export class Drive {
  readonly #scene: Scene;
  readonly #options: DriveOptions;
  readonly #ways: ReadonlyMap<string, Way>;
  readonly #lives: Promise<void>[] = [];
  readonly #striking = new Set<string>();
  #placed = 0;

  constructor(scene: Scene, options: DriveOptions) {
    this.#scene = scene;
    this.#options = options;
    const odd = options.faults.filter(meetsOrder);
    this.#ways = new Map([...options.ways, ...odd].map((way) => [way.name, way]));
  }

  /** Ends when the last customer has done all that there was to do, and the last strike is over. */
  async run({ orders, strikes }: Plan): Promise<void> {
    const lanes = Map.groupBy(strikes, ({ fault }) => this.#systemFault(fault).lane);
    const left = orders.values();
    const placing = Array.from({ length: atOnce }, () => this.#placeInTurn(left));
    const striking = [...lanes.values()].map((ofLane) => this.#strikeInTurn(ofLane));
    try {
      await Promise.all([...placing, ...striking]);
      await Promise.all(this.#lives);
    } finally {
      // Also when it is aborted: each strike mends what it broke.
      await Promise.allSettled(striking);
    }
  }

  async #placeInTurn(left: Iterable<OrderPlan>): Promise<void> {
    for (const order of left) {
      await this.#until(() => this.#scene.underWay() < mostUnderWay, standstill);
      await this.#place(order);
    }
  }

  /** Begins a life; resolves when its order is placed, or the life is over without one. */
  async #place({ way: name, seed }: OrderPlan, met?: string): Promise<void> {
    const way = this.#ways.get(name);
    if (!way) throw new Error(`The plan has an order that ${name}, which is no way of this run`);
    const meets = met ?? (this.#isFault(name) ? name : undefined);
    const life = new Life(this.#scene, { random: new Random(seed), meets, ends: way.ends });
    const living = this.#live(way, life);
    this.#lives.push(living);
    await Promise.race([life.placed, living]);
    this.#placed += 1;
    this.#tell();
  }

  async #live({ name, live }: Way, life: Life): Promise<void> {
    const { witness } = this.#scene;
    try {
      await live(life);
      if (this.#isFault(name)) witness.strike(name);
    } catch (error) {
      witness.failures.push(`The life of an order (${name}) broke off: ${messageOf(error)}`);
    }
  }

  async #strikeInTurn(strikes: readonly StrikePlan[]): Promise<void> {
    for (const strike of strikes) {
      await this.#until(() => this.#placed >= strike.after);
      this.#striking.add(strike.fault);
      this.#tell();
      await this.#strike(strike);
      this.#striking.delete(strike.fault);
    }
  }

  async #strike({ fault, seed, orders }: StrikePlan): Promise<void> {
    const { witness } = this.#scene;
    try {
      const hits = await this.#systemFault(fault).strike({
        scene: this.#scene,
        random: new Random(seed),
        placeOrders: () => {
          for (const order of orders) this.#lives.push(this.#place(order, fault));
        },
      });
      witness.strike(fault, hits);
    } catch (error) {
      witness.failures.push(`The fault ${fault} could not strike: ${messageOf(error)}`);
    }
  }

  #isFault = (name: string): boolean => this.#options.faults.some((fault) => fault.name === name);

  #systemFault(name: string) {
    const fault = this.#options.faults.filter(strikesSystem).find((each) => each.name === name);
    if (!fault) throw new Error(`The plan has a strike of ${name}, which is no fault of this run`);
    return fault;
  }

  async #until(condition: () => boolean, milliseconds = Infinity): Promise<void> {
    const { signal } = this.#scene;
    const deadline = Date.now() + milliseconds;
    while (!condition() && Date.now() < deadline) await delay(lookEvery, undefined, { signal });
    signal.throwIfAborted();
  }

  #tell(): void {
    this.#options.onProgress({ placed: this.#placed, striking: [...this.#striking] });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
