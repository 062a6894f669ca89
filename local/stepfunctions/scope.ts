/** Why a wait ended without an answer: its execution was closed, or a sibling branch failed. */
export class Ended extends Error {
  override readonly name = 'Ended';
}

/** The two ways in which a wait may settle; only the first call counts. */
export interface Settle<T> {
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

const ended = new Ended('The execution or branch has ended');

/**
 * Everything that one execution, or one set of its branches, is waiting for. Ending the scope rejects each wait with
 * `Ended` and clears its timers; scopes opened inside end with it.
 */
export class Scope {
  readonly #waits = new Set<() => void>();
  readonly #parent: Scope | undefined;
  readonly #endWithParent = () => this.end();
  #ended = false;

  constructor(parent?: Scope) {
    this.#parent = parent;
    if (parent) parent.#waits.add(this.#endWithParent);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#parent) this.#parent.#waits.delete(this.#endWithParent);
    for (const stop of [...this.#waits]) stop();
    this.#waits.clear();
  }

  /** Throws `Ended` once the scope has ended. */
  check(): void {
    if (this.#ended) throw ended;
  }

  /** Waits for what `begin` starts. The function that `begin` returns runs once, however the wait ends. */
  wait<T>(begin: (settle: Settle<T>) => () => void): Promise<T> {
    this.check();
    return new Promise<T>((resolve, reject) => {
      let cleanUp: (() => void) | undefined;
      const finish = (then: () => void) => {
        if (!this.#waits.delete(stop)) return;
        cleanUp?.();
        then();
      };
      const stop = () => finish(() => reject(ended));
      this.#waits.add(stop);
      cleanUp = begin({
        resolve: (value) => finish(() => resolve(value)),
        reject: (reason) => finish(() => reject(reason)),
      });
      const settledAtOnce = !this.#waits.has(stop);
      if (settledAtOnce) cleanUp();
    });
  }
}
