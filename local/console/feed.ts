import type { FeedEvent } from './events.ts';

/** An event with its number: numbers count up, so that a page that lost the connection can say where it was. */
export interface Numbered {
  id: number;
  event: FeedEvent;
}

type Listener = (events: Numbered[]) => void;

const kept = 5_000;
/** What a page that opens is told of what was before. */
const told = 1_500;
/** How long events are collected before they go out together, in milliseconds. */
const pause = 60;
/** Of one kind, so many go out at a time; the rest is only counted, so that no burst makes a page or the run slow. */
const mostOfAKind = 40;

/** The events of a run, the latest kept for pages that come back. */
export class Feed {
  readonly #events: Numbered[] = [];
  readonly #listeners = new Set<Listener>();
  #waiting: FeedEvent[] = [];
  #leftOut: Record<string, number> = {};
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  /** Whether anybody listens: what is costly to find out is left alone while nobody does. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  publish(event: FeedEvent): void {
    const name = nameOf(event);
    const ofAKind = this.#waiting.filter((other) => nameOf(other) === name).length;
    if (ofAKind < mostOfAKind) this.#waiting.push(event);
    else this.#leftOut[name] = (this.#leftOut[name] ?? 0) + 1;
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), pause).unref();
  }

  /** Sends all events after `lastId` that are kept, without one the latest, and those that come. Answers how to end it. */
  subscribe(listener: Listener, lastId = this.#lastId - told): () => void {
    const missed = this.#events.filter(({ id }) => id > lastId);
    if (missed.length > 0) listener(missed);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #flush(): void {
    this.#timer = undefined;
    const events = this.#waiting;
    if (Object.keys(this.#leftOut).length > 0)
      events.push({ kind: 'left-out', at: Date.now(), counts: this.#leftOut });
    this.#waiting = [];
    this.#leftOut = {};
    const numbered = events.map((event) => ({ id: ++this.#lastId, event }));
    this.#events.push(...numbered);
    this.#events.splice(0, Math.max(0, this.#events.length - kept));
    for (const listener of this.#listeners) listener(numbered);
  }
}

/** Under which name an event is counted: requests by their route, so that a busy one does not hide the others. */
const nameOf = (event: FeedEvent): string => {
  if (event.kind === 'request') return `${event.method} ${event.route}`;
  return event.kind === 'log' ? `log ${event.source}` : event.kind;
};
