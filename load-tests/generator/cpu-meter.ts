/** Measures this process's share of one core from now on. */
export class CpuMeter {
  readonly #start = reading();
  #second = this.#start;
  #peak = 0;
  readonly #timer = setInterval(() => this.#endSecond(), 1000);

  /** The share over all the time since the start, and in the busiest second. */
  stop(): { mean: number; peak: number } {
    clearInterval(this.#timer);
    const mean = shareBetween(this.#start, reading());
    return { mean, peak: Math.max(this.#peak, mean) };
  }

  #endSecond(): void {
    const now = reading();
    this.#peak = Math.max(this.#peak, shareBetween(this.#second, now));
    this.#second = now;
  }
}

/** Both in milliseconds. */
function reading() {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), used: (user + system) / 1000 };
}

function shareBetween(from: ReturnType<typeof reading>, to: ReturnType<typeof reading>): number {
  return (to.used - from.used) / Math.max(1, to.at - from.at);
}
