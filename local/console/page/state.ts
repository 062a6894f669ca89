import { batch, signal } from '@preact/signals';
import type { FeedEvent, Requested, Sample, StateChange } from '../events.ts';
import { consoleApi } from './api.ts';
import type { Model } from './model.ts';

export type LogLine = Extract<FeedEvent, { kind: 'log' }> & { id: number };

/** So many are kept; the page shows no more. */
const most = { requests: 200, logs: 1_000, samples: 480, executions: 100 };

/** What the page knows. Views read it; only `receive` writes it. */
export const model = signal<Model | undefined>(undefined);
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting');
export const requests = signal<(Requested & { id: number })[]>([]);
export const logs = signal<LogLine[]>([]);
export const samples = signal<Sample[]>([]);
/** The last change of each execution, the latest last. */
export const executions = signal<ReadonlyMap<string, StateChange>>(new Map());
/** When something last went along an arrow or happened at a part, by `from to` or by the part's name. */
export const traffic = signal<ReadonlyMap<string, number>>(new Map());
export const leftOut = signal(0);

let counter = 0;
const numbered = <Item>(item: Item) => ({ ...item, id: ++counter });
const latest = <Item>(items: readonly Item[], count: number) => items.slice(-count);

/** Takes in what came together: one change of the page, however much it is. */
export function receive(events: readonly FeedEvent[]): void {
  const ofKind = <Kind extends FeedEvent['kind']>(kind: Kind) =>
    events.filter((event): event is Extract<FeedEvent, { kind: Kind }> => event.kind === kind);
  const [asked, lines, changes, measured, omitted] = [
    ofKind('request'),
    ofKind('log'),
    ofKind('state'),
    ofKind('sample'),
    ofKind('left-out'),
  ];
  batch(() => {
    if (asked.length > 0) requests.value = latest([...requests.value, ...asked.map(numbered)], most.requests);
    if (lines.length > 0) logs.value = latest([...logs.value, ...lines.map(numbered)], most.logs);
    if (measured.length > 0) samples.value = latest([...samples.value, ...measured], most.samples);
    if (changes.length > 0) executions.value = withChanges(executions.value, changes);
    for (const { counts } of omitted)
      leftOut.value += Object.values(counts).reduce((sum, count) => sum + count, 0);
    traffic.value = withTraffic(traffic.value, events);
  });
}

function withChanges(before: ReadonlyMap<string, StateChange>, changes: readonly StateChange[]) {
  const after = new Map(before);
  for (const change of changes) {
    const { state } = { state: after.get(change.execution)?.state, ...change };
    after.delete(change.execution);
    after.set(change.execution, { ...change, ...(state !== undefined && { state }) });
  }
  return new Map(latest([...after], most.executions));
}

/** Which parts are at work and which arrows are gone along, as far as events say so. */
function withTraffic(before: ReadonlyMap<string, number>, events: readonly FeedEvent[]) {
  const known = model.value;
  if (!known) return before;
  const now = performance.now();
  const after = new Map(before);
  const mark = (key: string) => after.set(key, now);
  const markArrows = (wanted: (arrow: Arrow) => boolean) => {
    for (const arrow of known.arrows) if (wanted(arrow)) mark(`${arrow.from} ${arrow.to}`);
  };
  const machine = known.parts.find(({ kind }) => kind === 'Step Functions')?.name ?? '';
  const works = (name: string) => now - (after.get(name) ?? Number.NEGATIVE_INFINITY) < 2_000;
  for (const event of events) {
    if (event.kind === 'request') {
      mark(known.entrance);
      markArrows(
        ({ from, labels }) => from === known.entrance && labels.some((label) => takes(label, event)),
      );
    } else if (event.kind === 'log') {
      const part = partOf(known, event.source);
      if (!part || part.name === known.entrance) continue;
      mark(part.name);
      // A function that runs uses its data. Who called it is said only where one part alone can.
      const callers = known.arrows.filter(({ to }) => to === part.name);
      markArrows(
        ({ from, to }) =>
          (from === part.name && stores.has(kindOf(known, to))) || (to === part.name && callers.length === 1),
      );
    } else if (event.kind === 'state') {
      mark(machine);
      const verb = { ExecutionStarted: 'starts', TaskStateExited: 'wakes' }[event.type];
      markArrows(
        ({ from, to, labels }) =>
          (from === machine && event.type === 'TaskStateEntered' && to.endsWith(event.state ?? ' ')) ||
          (to === machine && verb !== undefined && labels.includes(verb) && works(from)),
      );
    }
  }
  return after;
}

type Arrow = Model['arrows'][number];
const stores = new Set(['DynamoDB', 'RDS PostgreSQL']);
const kindOf = (known: Model, name: string) => known.parts.find((part) => part.name === name)?.kind ?? '';

const takes = (label: string, { method, route }: Requested) =>
  label === `${method} ${route}` || label === `ANY ${route}`;

/** The part that a log line is from. */
export const partOf = (known: Model, source: string) =>
  known.parts.find(({ logs: own }) => own !== undefined && source.includes(own));

/** Follows the run for as long as the page is open. The browser comes back by itself when the connection was lost. */
export function follow(): void {
  const source = new EventSource('events');
  source.onopen = () => {
    connection.value = 'open';
    void consoleApi.model().then((read) => {
      model.value = read;
    });
  };
  source.onerror = () => {
    connection.value = 'lost';
    // After an answer that is no stream a browser gives up: 503 while the system starts.
    if (source.readyState === EventSource.CLOSED) setTimeout(follow, 1_000);
  };
  source.onmessage = ({ data }: MessageEvent<string>) => receive(JSON.parse(data) as FeedEvent[]);
}
