import { messageOf } from '../error-message.ts';

/** What has to be stopped, in reverse order. */
export class StopList {
  readonly #stops: { name: string; stop: () => unknown }[] = [];

  /** `name` says in an error what could not be stopped. */
  add(name: string, stop: () => unknown): void {
    this.#stops.push({ name, stop });
  }

  /** Stops everything once, the last added first, whatever fails on the way. Then throws an error that names all failures. */
  async stop(): Promise<void> {
    const failures: string[] = [];
    for (let next = this.#stops.pop(); next; next = this.#stops.pop()) {
      try {
        await next.stop();
      } catch (error) {
        failures.push(`${next.name}: ${messageOf(error)}`);
      }
    }
    if (failures.length > 0) throw new Error(`Could not stop everything. ${failures.join('; ')}`);
  }
}
