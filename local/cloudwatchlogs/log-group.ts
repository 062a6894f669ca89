/** One line in a log group. Times are epoch milliseconds. */
export interface LogEvent {
  logStreamName: string;
  timestamp: number;
  message: string;
  /** Counts the events of the group, from 0. */
  sequence: number;
}

/** Characters of messages that a group keeps; when they are used up, the older half is dropped. */
export const keptCharacters = 4 * 1024 * 1024;

/** The latest lines of a log group, in memory. */
export class LogGroup {
  readonly name: string;
  #older: LogEvent[] = [];
  #newer: LogEvent[] = [];
  #newerCharacters = 0;
  #count = 0;

  constructor(name: string) {
    this.name = name;
  }

  add(logStreamName: string, message: string): void {
    this.#newer.push({ logStreamName, timestamp: Date.now(), message, sequence: this.#count++ });
    this.#newerCharacters += message.length;
    if (this.#newerCharacters < keptCharacters / 2) return;
    this.#older = this.#newer;
    this.#newer = [];
    this.#newerCharacters = 0;
  }

  /** What is kept, oldest first. */
  events(): LogEvent[] {
    return this.#older.concat(this.#newer);
  }
}
