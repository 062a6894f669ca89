import { randomInt } from 'node:crypto';
import { Place, type PlaceConfig } from './place.ts';

/** How far a deployment is, as the API calls it. */
export type RolloutState = 'IN_PROGRESS' | 'COMPLETED';

/** The tasks of a service that were started for one reason: the service was created, or a new deployment was forced. */
export class Deployment {
  readonly id = `ecs-svc/${String(randomInt(2 ** 47)).padStart(19, '0')}`;
  readonly createdAt = Date.now();
  updatedAt = this.createdAt;
  rolloutState: RolloutState = 'IN_PROGRESS';
  /** Tasks that ended before they were healthy. */
  failedTasks = 0;
  /** How the latest of them ended. */
  lastFailure = '';
  readonly #config: PlaceConfig;
  readonly #onChange: () => void;
  #places: Place[] = [];
  readonly #leaving = new Set<Place>();

  /** `onChange` is told when a task got healthy or failed. */
  constructor(config: PlaceConfig, onChange: () => void) {
    this.#config = config;
    this.#onChange = onChange;
  }

  get desiredCount(): number {
    return this.#places.length;
  }

  get runningCount(): number {
    return this.#places.filter((place) => place.isRunning).length;
  }

  /** Whether all desired tasks are healthy. */
  get isSteady(): boolean {
    return this.#places.every((place) => place.isHealthy);
  }

  /** What one of its tasks wrote last. */
  get lastLines(): readonly string[] {
    return this.#places.map(({ lastLines }) => lastLines).find((lines) => lines.length > 0) ?? [];
  }

  /** Starts tasks, or drains and stops the latest ones, until there are `count`. Resolves when those are gone. */
  async scale(count: number): Promise<void> {
    const surplus = this.#places.splice(count);
    while (this.#places.length < count) this.#places.push(this.#newPlace());
    for (const place of surplus) this.#leaving.add(place);
    await Promise.all(surplus.map((place) => this.#leave(place)));
  }

  complete(): void {
    this.rolloutState = 'COMPLETED';
    this.updatedAt = Date.now();
  }

  /** Ends all tasks without waiting for their requests. */
  async stop(): Promise<void> {
    const places = [...this.#places, ...this.#leaving];
    await Promise.all(places.map((place) => place.stop('at once')));
  }

  async #leave(place: Place): Promise<void> {
    await place.stop('drained');
    this.#leaving.delete(place);
  }

  #newPlace(): Place {
    return new Place(this.#config, {
      healthy: this.#onChange,
      failed: (how) => {
        this.failedTasks++;
        this.lastFailure = how;
        this.#onChange();
      },
    });
  }
}
