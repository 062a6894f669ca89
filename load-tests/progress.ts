/** One line that is rewritten on a terminal; elsewhere, a line every few seconds. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  /** Shows what is now. May be called as often as one likes. */
  show(text: string): void {
    const every = this.#stream.isTTY ? 100 : 5_000;
    if (performance.now() - this.#lastAt < every) return;
    this.#lastAt = performance.now();
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  }

  /** Ends a step: the line stays, and the next one begins. */
  end(text: string): void {
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[2K${text}\n` : `${text}\n`);
    this.#lastAt = Number.NEGATIVE_INFINITY;
  }
}
