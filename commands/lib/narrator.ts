import { styleText } from 'node:util';

/** Tells what happens, each step with the milliseconds that it took. Colour only on a terminal. */
export class Narrator {
  private readonly stream: NodeJS.WritableStream;
  private since = performance.now();

  constructor(stream: NodeJS.WritableStream) {
    this.stream = stream;
  }

  /** Begins a chapter. */
  title(text: string): void {
    this.write(`\n${this.style('bold', text)}\n`);
    this.since = performance.now();
  }

  /** Something was done; the time runs from the step before. */
  step(text: string): void {
    const now = performance.now();
    const took = `${Math.round(now - this.since)} ms`.padStart(8);
    this.since = now;
    this.write(`${this.style('dim', took)}  ${text}\n`);
  }

  /** A remark that takes no time. */
  note(text: string): void {
    this.write(`          ${this.style('dim', text)}\n`);
  }

  private style(format: 'bold' | 'dim', text: string): string {
    return styleText(format, text, { stream: this.stream });
  }

  private write(text: string): void {
    this.stream.write(text);
  }
}
