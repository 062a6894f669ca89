import type { LogLine } from '../../../local/system.ts';
import { type Breach, type FuzzRequest, mark } from './request.ts';

/** What a log line may never hold, whoever wrote it. */
const forbidden: [what: string, pattern: RegExp][] = [
  ['a token', /eyJ[\w-]{10,}\.[\w-]*/],
  ['a signature', /v1=[0-9a-f]{16,}/i],
  ['a signing secret', /whsec_/],
];

const markPattern = new RegExp(`${mark}(\\d+)x`);

/** How many requests are remembered, to name the one that a log line is about. */
const memory = 20_000;

/** Reads every log line of a run and finds what should not be there. */
export class LogWatch {
  readonly #secrets: string[];
  readonly #breaches = new Map<string, Breach>();
  readonly #recent = new Map<number, FuzzRequest>();
  lines = 0;

  /** `secrets` are values that may never be logged: passwords, tokens, names and addresses. */
  constructor(secrets: string[]) {
    this.#secrets = secrets;
  }

  remember(number: number, request: FuzzRequest): void {
    this.#recent.set(number, request);
    this.#recent.delete(number - memory);
  }

  read({ source, line }: LogLine): void {
    this.lines += 1;
    const number = markPattern.exec(line)?.[1];
    const request = number === undefined ? undefined : this.#recent.get(Number(number));
    const found = (what: string) => this.#report({ what: `${source} logs ${what}`, evidence: line, request });
    if (number !== undefined) found('what a request carried');
    for (const [what, pattern] of forbidden) if (pattern.test(line)) found(what);
    if (this.#secrets.some((secret) => line.includes(secret))) found('a secret value');
  }

  /** One for each source and kind. */
  get breaches(): Breach[] {
    return [...this.#breaches.values()];
  }

  #report(breach: Breach): void {
    if (!this.#breaches.has(breach.what)) this.#breaches.set(breach.what, breach);
  }
}
