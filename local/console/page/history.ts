import type { HistoryEvent } from './api.ts';
import type { Workflow } from './model.ts';

/** One stay of an execution in a state. Times are epoch milliseconds. */
export interface Visit {
  state: string;
  from: number;
  /** Undefined while it lasts. */
  to?: number;
  input?: string;
  output?: string;
  /** How often its task was begun. */
  attempts: number;
  /** What its attempts failed with. */
  errors: string[];
  outcome: 'running' | 'succeeded' | 'failed';
}

const failures = /^(Task|LambdaFunction|Execution)(Failed|TimedOut|Aborted|SubmitFailed|StartFailed)$/;

/** Reads an execution's history as a row of visits, oldest first. */
export function visitsOf(events: readonly HistoryEvent[]): Visit[] {
  const visits: Visit[] = [];
  for (const event of events) {
    const at = event.timestamp * 1_000;
    const entered = event['stateEnteredEventDetails'] as { name: string; input?: string } | undefined;
    const exited = event['stateExitedEventDetails'] as { name: string; output?: string } | undefined;
    const visit = visits.findLast(({ to }) => to === undefined);
    if (entered) {
      const { name, input } = entered;
      visits.push({
        ...{ state: name, from: at, attempts: 0, errors: [], outcome: 'running' },
        ...(input !== undefined && { input }),
      });
    } else if (exited) {
      const left = visits.findLast(({ state, to }) => state === exited.name && to === undefined);
      if (left) leave(left, at, exited.output);
    } else if (visit && event.type === 'TaskScheduled') {
      visit.attempts += 1;
    } else if (visit && failures.test(event.type)) {
      visit.errors.push(errorOf(event));
      visit.outcome = 'failed';
      if (event.type.startsWith('Execution')) visit.to = at;
    } else if (visit && event.type === 'TaskSucceeded') {
      visit.outcome = 'succeeded';
    } else if (event.type === 'ExecutionRedriven') {
      const stopped = visits.findLast(({ outcome }) => outcome === 'failed');
      if (stopped) goOn(stopped);
    }
  }
  return visits;
}

/** A redrive goes on in the state where the execution ended, without entering it again. */
function goOn(visit: Visit): void {
  delete visit.to;
  visit.outcome = 'running';
}

function leave(visit: Visit, at: number, output: string | undefined): void {
  visit.to = at;
  if (output !== undefined) visit.output = output;
  if (visit.outcome === 'running') visit.outcome = 'succeeded';
}

function errorOf(event: HistoryEvent): string {
  const details = Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1];
  const { error, cause } = (details ?? {}) as { error?: string; cause?: string };
  return [error ?? event.type, messageIn(cause)].filter(Boolean).join(': ');
}

/** A Lambda function's cause is its error as JSON. */
function messageIn(cause: string | undefined): string | undefined {
  try {
    return (JSON.parse(cause ?? '') as { errorMessage?: string }).errorMessage ?? cause;
  } catch {
    return cause;
  }
}

/** The workflow in two columns: the way that goes well, and what takes it back, from the bottom up. */
export function columnsOf({ StartAt, States: states }: Workflow): { steps: string[]; undos: string[] } {
  const steps = chain(states, StartAt);
  const first = steps
    .toReversed()
    .flatMap((name) => states[name]?.Catch?.map(({ Next }) => Next) ?? [])
    .find((name) => !steps.includes(name));
  return { steps, undos: first === undefined ? [] : chain(states, first).reverse() };
}

function chain(states: Workflow['States'], start: string): string[] {
  const names: string[] = [];
  for (let name: string | undefined = start; name && !names.includes(name); name = states[name]?.Next)
    names.push(name);
  return names;
}
