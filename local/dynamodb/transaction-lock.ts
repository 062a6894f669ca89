interface Waiting {
  alone: boolean;
  begin: () => void;
}

/**
 * Either many share it or one has it alone; those who wait get it in the order of their coming.
 *
 * A transaction has it alone, every other call shares it. Plain writes need not exclude each other: dynalite locks the
 * item. Reads do have to wait for a transaction, because DynamoDB never shows a half-done or undone one.
 */
export class TransactionLock {
  #sharing = 0;
  #taken = false;
  #queue: Waiting[] = [];

  /** Runs `work` beside others that share, and after any transaction that came before it. */
  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(false, work);
  }

  /** Runs `work` while nobody else does anything. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#run(true, work);
  }

  async #run<T>(alone: boolean, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((begin) => {
      this.#queue.push({ alone, begin });
      this.#admit();
    });
    try {
      return await work();
    } finally {
      if (alone) this.#taken = false;
      else this.#sharing--;
      this.#admit();
    }
  }

  #admit(): void {
    for (let next = this.#queue[0]; next && this.#mayBegin(next); next = this.#queue[0]) {
      if (next.alone) this.#taken = true;
      else this.#sharing++;
      this.#queue.shift();
      next.begin();
    }
  }

  #mayBegin({ alone }: Waiting): boolean {
    return !this.#taken && !(alone && this.#sharing > 0);
  }
}
