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
/** How long events are collected before they go out together, in milliseconds; in a burst longer, so that it is seen and not felt. */
const pause = { usual: 60, inBurst: 150 } as const;
/** Of one kind, so many go out at a time; the rest is only counted, so that no burst makes a page or the run slow. */
const mostOfAKind = 40;

/** The events of a run, the latest kept for pages that come back. */
export class Feed {
  readonly #events: Numbered[] = [];
  readonly #listeners = new Set<Listener>();
  #waiting: FeedEvent[] = [];
  /** How many came of each kind since events last went out. */
  #counts = new Map<string, number>();
  #pause: number = pause.usual;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  /** Whether anybody listens: what is costly to find out is left alone while nobody does. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  publish(event: FeedEvent): void {
    const name = nameOf(event);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    if (count <= mostOfAKind) this.#waiting.push(event);
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#flush(), this.#pause).unref();
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
    const more = [...this.#counts].filter(([, count]) => count > mostOfAKind);
    const counts = Object.fromEntries(more.map(([name, count]) => [name, count - mostOfAKind]));
    if (more.length > 0) events.push({ kind: 'left-out', at: Date.now(), counts });
    this.#pause = more.length > 0 ? pause.inBurst : pause.usual;
    this.#waiting = [];
    this.#counts = new Map();
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
