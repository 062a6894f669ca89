import { setTimeout as sleep } from 'node:timers/promises';

/** How a target group checks its targets' health. Times are seconds. */
export interface TargetGroupConfig {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
  /** HTTP codes that mean healthy: `200`, `200,202` or `200-299`. */
  matcher: string;
  /** How long a target that was deregistered may take to finish its requests. */
  deregistrationDelaySeconds: number;
}

/** A place that answers requests. A new one gets none until it passes its first check. */
export interface Target {
  readonly address: string;
  readonly port: number;
  readonly state: 'initial' | 'healthy' | 'unhealthy';
  /** Resolves at its first passed health check. */
  readonly healthy: Promise<void>;
  /** Counts a request that is under way; call what it answers when the request has ended. */
  begin(): () => void;
  /** No more requests go there. */
  deregister(): void;
  /** Resolves when the target was deregistered and no request is under way there, or the deregistration delay is over. */
  readonly drained: Promise<void>;
}

/**
 * On AWS a new target waits for the next check of its interval. Here it is asked again and again until it answers, so
 * that a start does not take an interval.
 */
const initialCheckMilliseconds = 50;

/** The targets behind a listener, taken in turn. */
export class TargetGroup {
  readonly #config: TargetGroupConfig;
  readonly #isHealthyCode: (code: number) => boolean;
  #targets: CheckedTarget[] = [];
  #turn = 0;

  constructor(config: TargetGroupConfig) {
    this.#config = config;
    this.#isHealthyCode = matcherOf(config.matcher);
  }

  register(address: string, port: number): Target {
    const target = new CheckedTarget(address, port, this.#config, () => this.#remove(target));
    this.#targets.push(target);
    void this.#watch(target);
    return target;
  }

  /**
   * The next healthy target. When all are unhealthy, all are tried, as AWS says ("fail open"); undefined when there is
   * none at all: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
   */
  next(): Target | undefined {
    const healthy = this.#targets.filter(({ state }) => state === 'healthy');
    const candidates =
      healthy.length > 0 ? healthy : this.#targets.filter(({ state }) => state === 'unhealthy');
    return candidates[this.#turn++ % candidates.length];
  }

  #remove(target: CheckedTarget): void {
    this.#targets = this.#targets.filter((other) => other !== target);
  }

  async #watch(target: CheckedTarget): Promise<void> {
    while (!target.signal.aborted) {
      target.note(await this.#passesCheck(target));
      const pause =
        target.state === 'initial' ? initialCheckMilliseconds : this.#config.intervalSeconds * 1000;
      await sleep(pause, undefined, { signal: target.signal }).catch(() => undefined);
    }
  }

  async #passesCheck({ address, port, signal }: CheckedTarget): Promise<boolean> {
    const timeout = AbortSignal.timeout(this.#config.timeoutSeconds * 1000);
    try {
      const response = await fetch(`http://${address}:${port}${this.#config.path}`, {
        headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      await response.body?.cancel();
      return this.#isHealthyCode(response.status);
    } catch {
      return false;
    }
  }
}

class CheckedTarget implements Target {
  readonly address: string;
  readonly port: number;
  readonly healthy: Promise<void>;
  readonly drained: Promise<void>;
  state: Target['state'] = 'initial';
  readonly #deregistered = new AbortController();
  readonly #onDeregister: () => void;
  readonly #firstHealthy = Promise.withResolvers<void>();
  readonly #lastEnded = Promise.withResolvers<void>();
  readonly #config: TargetGroupConfig;
  #underWay = 0;
  #inARow = 0;

  constructor(address: string, port: number, config: TargetGroupConfig, onDeregister: () => void) {
    this.address = address;
    this.port = port;
    this.#config = config;
    this.#onDeregister = onDeregister;
    this.healthy = this.#firstHealthy.promise;
    this.drained = this.#lastEnded.promise;
  }

  get signal(): AbortSignal {
    return this.#deregistered.signal;
  }

  begin(): () => void {
    this.#underWay++;
    return () => {
      this.#underWay--;
      this.#settle();
    };
  }

  deregister(): void {
    if (this.signal.aborted) return;
    this.#deregistered.abort();
    this.#onDeregister();
    setTimeout(() => this.#lastEnded.resolve(), this.#config.deregistrationDelaySeconds * 1000).unref();
    this.#settle();
  }

  #settle(): void {
    if (this.signal.aborted && this.#underWay === 0) this.#lastEnded.resolve();
  }

  /** A new target needs one passed check, an unhealthy one as many in a row as the threshold says. */
  note(passed: boolean): void {
    const { healthyThreshold, unhealthyThreshold } = this.#config;
    if (this.state === 'initial') {
      if (!passed) return;
      this.state = 'healthy';
      this.#firstHealthy.resolve();
      return;
    }
    const changes = passed !== (this.state === 'healthy');
    this.#inARow = changes ? this.#inARow + 1 : 0;
    if (this.#inARow < (passed ? healthyThreshold : unhealthyThreshold)) return;
    this.state = passed ? 'healthy' : 'unhealthy';
    this.#inARow = 0;
  }
}

function matcherOf(matcher: string): (code: number) => boolean {
  const ranges = matcher.split(',').map((part) => {
    const [low, high = low] = part.split('-').map(Number);
    return { low: low ?? Number.NaN, high: high ?? Number.NaN };
  });
  return (code) => ranges.some(({ low, high }) => low <= code && code <= high);
}
