/** A place in the line of one `Deadlines`. */
export interface Deadline<Item> {
  item: Item;
  /** Epoch milliseconds. */
  at: number;
  index: number;
}

/** Items that each fall due at a time of their own: a binary heap behind one timer, so that a million cost one timer. */
export class Deadlines<Item> {
  readonly #heap: Deadline<Item>[] = [];
  readonly #due: (item: Item) => void;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  /** `due` is called once for each item when its time has come; the item has left the line by then. */
  constructor(due: (item: Item) => void) {
    this.#due = due;
  }

  get size(): number {
    return this.#heap.length;
  }

  add(item: Item, at: number): Deadline<Item> {
    const deadline = { item, at, index: this.#heap.length };
    this.#heap.push(deadline);
    this.#rise(deadline);
    this.#arm();
    return deadline;
  }

  /** Takes an item out before it is due. */
  remove(deadline: Deadline<Item>): void {
    const last = this.#heap.pop();
    if (!last || last === deadline) return;
    this.#place(last, deadline.index);
    this.#rise(last);
    this.#sink(last);
  }

  clear(): void {
    this.#heap.length = 0;
    clearTimeout(this.#timer);
    this.#timerAt = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const next = this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
    if (next >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, next - Date.now())).unref();
  }

  #expire(): void {
    this.#timerAt = Number.POSITIVE_INFINITY;
    const now = Date.now();
    for (let first = this.#heap[0]; first && first.at <= now; first = this.#heap[0]) {
      this.remove(first);
      this.#due(first.item);
    }
    this.#arm();
  }

  #rise(deadline: Deadline<Item>): void {
    for (;;) {
      const parent = this.#heap[(deadline.index - 1) >> 1];
      if (!parent || parent.at <= deadline.at) return;
      this.#swap(parent, deadline);
    }
  }

  #sink(deadline: Deadline<Item>): void {
    for (;;) {
      const left = this.#heap[2 * deadline.index + 1];
      const right = this.#heap[2 * deadline.index + 2];
      const sooner = right && left && right.at < left.at ? right : left;
      if (!sooner || sooner.at >= deadline.at) return;
      this.#swap(deadline, sooner);
    }
  }

  #swap(a: Deadline<Item>, b: Deadline<Item>): void {
    const index = a.index;
    this.#place(a, b.index);
    this.#place(b, index);
  }

  #place(deadline: Deadline<Item>, index: number): void {
    deadline.index = index;
    this.#heap[index] = deadline;
  }
}
