import { setTimeout as sleep } from 'node:timers/promises';
import type { Target } from '../elasticloadbalancing/target-group.ts';
import { messageOf } from '../error-message.ts';
import { freePort } from '../free-port.ts';
import { Task, type TaskConfig } from './task.ts';

/** What a service keeps running. */
export interface ServiceConfig {
  /** How its messages name it. */
  name: string;
  desiredCount: number;
  /** What to run when a task's share of this machine is the given port. */
  task(port: number): Omit<TaskConfig, 'onLine'>;
  /** Makes a port a target of the load balancer; without one a task counts as healthy as soon as it runs. */
  register?: ((port: number) => Target) | undefined;
  /** Told each line of the containers, and what the service has to say of its tasks. */
  onLine: (line: string) => void;
  /** How long the tasks may take to become healthy at first. */
  startSeconds?: number;
}

interface Ended {
  wasHealthy: boolean;
  how: string;
}

const firstBackoffMilliseconds = 100;
const longestBackoffMilliseconds = 10_000;
/** When as many tasks have ended before they were healthy, the start has failed: as ECS's deployment circuit breaker. */
const failuresAtStart = 3;

/** Keeps the desired number of tasks running: one that ends is replaced, later each time until one is healthy. */
export class Service {
  readonly #config: ServiceConfig;
  readonly #stopping = new AbortController();
  readonly #started = Promise.withResolvers<void>();
  #places: Promise<void>[] = [];
  #healthyPlaces = 0;
  #failures = 0;
  #latest: Task | undefined;

  constructor(config: ServiceConfig) {
    this.#config = config;
    // Nobody may be waiting for the start when it fails: `stop` can come first.
    this.#started.promise.catch(() => undefined);
  }

  /** Resolves when all tasks are healthy. Rejects with the last lines of a task when they end or take too long. */
  async start(): Promise<void> {
    const { desiredCount, startSeconds = 60 } = this.#config;
    if (desiredCount === 0) return;
    this.#places = Array.from({ length: desiredCount }, () => this.#keepPlace());
    const late = () => this.#failStart(`is not healthy after ${startSeconds} s`);
    const timer = setTimeout(late, startSeconds * 1000);
    await this.#started.promise.finally(() => clearTimeout(timer));
  }

  /** Ends all tasks. May be called again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#started.reject(new Error(`The service ${this.#config.name} was stopped while it started.`));
    await Promise.all(this.#places);
  }

  /** One of the desired tasks and, when it ends, its successors. */
  async #keepPlace(): Promise<void> {
    const { signal } = this.#stopping;
    let backoff = firstBackoffMilliseconds;
    let counted = false;
    const onHealthy = () => {
      if (!counted) this.#countHealthy();
      counted = true;
    };
    while (!signal.aborted) {
      const ended = await this.#runTask(onHealthy);
      if (signal.aborted) return;
      this.#report(ended);
      backoff = ended.wasHealthy
        ? firstBackoffMilliseconds
        : Math.min(backoff * 2, longestBackoffMilliseconds);
      await sleep(backoff, undefined, { signal }).catch(() => undefined);
    }
  }

  async #runTask(onHealthy: () => void): Promise<Ended> {
    const { signal } = this.#stopping;
    let wasHealthy = false;
    let target: Target | undefined;
    try {
      const port = await freePort();
      if (signal.aborted) return { wasHealthy, how: 'was not needed' };
      const task = new Task({ ...this.#config.task(port), onLine: this.#config.onLine });
      this.#latest = task;
      target = this.#config.register?.(port);
      const healthy = target?.healthy ?? Promise.resolve();
      void healthy.then(() => {
        wasHealthy = true;
        onHealthy();
      });
      const stop = () => {
        target?.deregister();
        void task.stop();
      };
      signal.addEventListener('abort', stop);
      const how = await task.ended.finally(() => signal.removeEventListener('abort', stop));
      return { wasHealthy, how };
    } catch (error) {
      return { wasHealthy, how: `could not start: ${messageOf(error)}` };
    } finally {
      target?.deregister();
    }
  }

  #report({ wasHealthy, how }: Ended): void {
    const { name, onLine } = this.#config;
    onLine(`A task of ${name} ${how}; another one takes its place.`);
    if (wasHealthy) return;
    this.#failures++;
    if (this.#failures === failuresAtStart) this.#failStart(how);
  }

  #countHealthy(): void {
    this.#healthyPlaces++;
    if (this.#healthyPlaces === this.#config.desiredCount) this.#started.resolve();
  }

  #failStart(why: string): void {
    const lines = this.#latest?.lastLines.join('\n') || '(nothing)';
    this.#started.reject(new Error(`A task of ${this.#config.name} ${why}. It wrote last:\n${lines}`));
  }
}
