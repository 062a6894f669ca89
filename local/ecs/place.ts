import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../elasticloadbalancing/target-group.ts';
import { messageOf } from '../error-message.ts';
import { freePort } from '../free-port.ts';
import { Task, type TaskConfig } from './task.ts';

/** What runs in a place. */
export interface PlaceConfig {
  /** How messages name the service. */
  name: string;
  /** What to run when a task's share of this machine is the given port. */
  task: (port: number) => Omit<TaskConfig, 'onLine'>;
  /** Makes a port a target of the load balancer; without one a task counts as healthy as soon as it runs. */
  register?: (port: number) => Target;
  /** Told each line of the containers, and what the service has to say of its tasks. */
  onLine: (line: string) => void;
}

/** Told what becomes of the tasks of a place. */
export interface PlaceEvents {
  healthy(): void;
  /** A task ended before it was healthy. */
  failed(how: string): void;
}

const firstBackoffMilliseconds = 100;
const longestBackoffMilliseconds = 10_000;

/** One of the desired tasks and, when it ends, its successors: each later than the last until one is healthy. */
export class Place {
  readonly #config: PlaceConfig;
  readonly #events: PlaceEvents;
  readonly #leaving = new AbortController();
  readonly #left: Promise<void>;
  #current: { task: Task; target: Target | undefined } | undefined;
  #isHealthy = false;
  #latest: Task | undefined;

  constructor(config: PlaceConfig, events: PlaceEvents) {
    this.#config = config;
    this.#events = events;
    this.#left = this.#keep();
  }

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /** Whether the task that runs now has been healthy. */
  get isHealthy(): boolean {
    return this.#isHealthy;
  }

  /** What the latest task wrote last. */
  get lastLines(): readonly string[] {
    return this.#latest?.lastLines ?? [];
  }

  /**
   * Gives the place up; resolves when its task is gone. `drained` lets the requests that are under way finish before the
   * task is told to stop, as ECS does (DEACTIVATING before STOPPING):
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
   * It may be called again, to hurry.
   */
  async stop(how: 'drained' | 'at once'): Promise<void> {
    this.#leaving.abort();
    const { task, target } = this.#current ?? {};
    target?.deregister();
    if (how === 'drained') await target?.drained;
    await task?.stop();
    await this.#left;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#leaving;
    let backoff = firstBackoffMilliseconds;
    while (!signal.aborted) {
      const { wasHealthy, how } = await this.#runTask();
      if (signal.aborted) return;
      this.#config.onLine(`A task of ${this.#config.name} ${how}; another one takes its place.`);
      if (!wasHealthy) this.#events.failed(how);
      backoff = wasHealthy ? firstBackoffMilliseconds : Math.min(backoff * 2, longestBackoffMilliseconds);
      await sleep(backoff, undefined, { signal }).catch(() => undefined);
    }
  }

  async #runTask(): Promise<{ wasHealthy: boolean; how: string }> {
    try {
      const port = await freePort();
      if (this.#leaving.signal.aborted) return { wasHealthy: false, how: 'was not needed' };
      const how = await this.#begin(port).ended;
      return { wasHealthy: this.#isHealthy, how };
    } catch (error) {
      return { wasHealthy: this.#isHealthy, how: `could not start: ${messageOf(error)}` };
    } finally {
      this.#current?.target?.deregister();
      this.#current = undefined;
      this.#isHealthy = false;
    }
  }

  #begin(port: number): Task {
    const { task: describe, register, onLine } = this.#config;
    const task = new Task({ ...describe(port), onLine });
    this.#latest = task;
    const target = register?.(port);
    this.#current = { task, target };
    void (target?.healthy ?? Promise.resolve()).then(() => {
      if (this.#current?.task !== task) return;
      this.#isHealthy = true;
      this.#events.healthy();
    });
    return task;
  }
}
