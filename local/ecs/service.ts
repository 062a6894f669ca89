import { Deployment } from './deployment.ts';
import type { PlaceConfig } from './place.ts';

/** What a service keeps running. */
export interface ServiceConfig extends PlaceConfig {
  desiredCount: number;
  /** Whether the deployment circuit breaker gives up a deployment whose tasks do not get healthy. */
  rollback?: boolean;
}

/** What UpdateService may change. */
export interface ServiceUpdate {
  desiredCount?: number;
  forceNewDeployment?: boolean;
}

/**
 * When as many tasks have ended before they were healthy, a deployment has failed: the least of ECS's circuit breaker.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
const failuresOfDeployment = 3;
/** How long the tasks may take to become healthy at first. */
const startSeconds = 60;

/**
 * Keeps the desired number of tasks running and replaces them in a rolling deployment with 100 % healthy and at most
 * 200 % tasks: all new ones are healthy before the first old one is drained.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export class Service {
  readonly #config: ServiceConfig;
  readonly #started = Promise.withResolvers<void>();
  #desiredCount: number;
  /** The one that the API calls PRIMARY comes first: the latest, unless it failed. */
  #deployments: Deployment[] = [];
  readonly #replaced = new Set<Deployment>();
  #isStopped = false;

  constructor(config: ServiceConfig) {
    this.#config = config;
    this.#desiredCount = config.desiredCount;
    // Nobody may be waiting for the start when it fails: `stop` can come first.
    this.#started.promise.catch(() => undefined);
  }

  get desiredCount(): number {
    return this.#desiredCount;
  }

  /** PRIMARY first. Any other is there as long as it has tasks. */
  get deployments(): readonly Deployment[] {
    return this.#deployments;
  }

  /** Resolves when all tasks are healthy. Rejects with the last lines of a task when they end or take too long. */
  async start(): Promise<void> {
    this.#deploy();
    const late = () => this.#failStart(`is not healthy after ${startSeconds} s`);
    const timer = setTimeout(late, startSeconds * 1000);
    await this.#started.promise.finally(() => clearTimeout(timer));
  }

  /** Changes what is desired; returns at once, as UpdateService does. */
  update({ desiredCount = this.#desiredCount, forceNewDeployment = false }: ServiceUpdate): void {
    this.#desiredCount = desiredCount;
    for (const deployment of this.#deployments)
      if (!this.#replaced.has(deployment)) void deployment.scale(desiredCount);
    if (forceNewDeployment) this.#deploy();
    else this.#review();
  }

  /** Ends all tasks. May be called again. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#started.reject(new Error(`The service ${this.#config.name} was stopped while it started.`));
    await Promise.all(this.#deployments.map((deployment) => deployment.stop()));
  }

  #deploy(): void {
    const deployment = new Deployment(this.#config, () => this.#review());
    this.#deployments = [deployment, ...this.#deployments];
    void deployment.scale(this.#desiredCount);
    this.#review();
  }

  /** Looks whether the latest deployment has come to its end, good or bad. */
  #review(): void {
    const [latest, ...older] = this.#deployments;
    if (!latest || this.#isStopped) return;
    if (latest.isSteady) {
      latest.complete();
      this.#started.resolve();
      for (const deployment of older) void this.#replace(deployment);
    } else if (latest.rolloutState === 'IN_PROGRESS' && latest.failedTasks >= failuresOfDeployment) {
      this.#fail(latest, older);
    }
  }

  #fail(latest: Deployment, older: Deployment[]): void {
    this.#failStart(latest.lastFailure);
    if (!this.#config.rollback || older.length === 0) return;
    this.#config.onLine(`A deployment of ${this.#config.name} failed; the tasks before it stay.`);
    this.#deployments = [...older, latest];
    void this.#replace(latest);
  }

  async #replace(deployment: Deployment): Promise<void> {
    if (this.#replaced.has(deployment)) return;
    this.#replaced.add(deployment);
    await deployment.scale(0);
    this.#replaced.delete(deployment);
    this.#deployments = this.#deployments.filter((other) => other !== deployment);
  }

  #failStart(why: string): void {
    const lines = this.#deployments[0]?.lastLines.join('\n') || '(nothing)';
    this.#started.reject(new Error(`A task of ${this.#config.name} ${why}. It wrote last:\n${lines}`));
  }
}
