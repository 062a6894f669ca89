/** The end of a server: what is under way is finished first. */
export class Drain {
  #hasBegun = false;
  #underWay = 0;
  readonly #quiet = Promise.withResolvers<void>();

  /** Whether the server is about to stop and wants no more requests. It still answers those that come. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Counts a request; call what it answers when that has ended. */
  enter(): () => void {
    this.#underWay += 1;
    return () => {
      this.#underWay -= 1;
      this.#settle();
    };
  }

  /** Resolves as soon as no request is under way. */
  begin(): Promise<void> {
    this.#hasBegun = true;
    this.#settle();
    return this.#quiet.promise;
  }

  #settle(): void {
    if (this.#hasBegun && this.#underWay === 0) this.#quiet.resolve();
  }
}
