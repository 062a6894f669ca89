const width = 30;

/** A bar that is drawn anew on a terminal; elsewhere nothing. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  readonly #name: string;
  readonly #total: number;

  /** `name` says what is counted: `products`. */
  constructor(name: string, total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#name = name;
    this.#total = total;
    this.#stream = stream;
  }

  show(done: number): void {
    const filled = this.#total === 0 ? width : Math.min(width, Math.round((done / this.#total) * width));
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    this.#write(`${bar} ${done} of ${this.#total} ${this.#name}`);
  }

  /** Takes the bar away: what is said next stands in its place. */
  clear(): void {
    this.#write('');
  }

  #write(text: string): void {
    if (this.#stream.isTTY) this.#stream.write(`\r\x1b[2K${text}`);
  }
}
