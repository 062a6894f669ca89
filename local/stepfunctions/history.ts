import type { Clock } from './clock.ts';
import { StateFailure } from './failures.ts';

/** The most events that a Standard execution may have (Step Functions quotas). It also ends endless loops. */
export const eventLimit = 25_000;

type Details = Record<string, unknown>;

/** Its id is its place in the history, counted from 1. */
interface Event {
  previousEventId: number;
  timestamp: number;
  type: string;
  details: Details | undefined;
}

/** The history of one execution, in the event types and detail names of GetExecutionHistory. */
export class History {
  readonly #events: Event[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get length(): number {
    return this.#events.length;
  }

  /** Adds an event and answers its id. Ids are numbered from 1; `previousEventId` 0 means none. */
  record(previousEventId: number, type: string, details?: Details): number {
    if (this.#events.length >= eventLimit - 1) {
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${eventLimit}).`,
      );
    }
    return this.close(previousEventId, type, details);
  }

  /** Adds the last event, for which there is always room: that of an execution with too many is the 25,000th. */
  close(previousEventId: number, type: string, details?: Details): number {
    return this.#events.push({ previousEventId, timestamp: this.#clock.now(), type, details });
  }

  /** When an event was, in epoch milliseconds. */
  timeOf(id: number): number {
    return this.#events[id - 1]?.timestamp ?? 0;
  }

  /** Events as the API answers them, oldest first unless reversed. Without data, inputs and outputs are left out. */
  page(from: number, count: number, options: { reverse: boolean; includeData: boolean }): object[] {
    const [start, end] = options.reverse
      ? [Math.max(0, this.length - from - count), Math.max(0, this.length - from)]
      : [from, from + count];
    const events = this.#events
      .slice(start, end)
      .map((event, index) => present(start + index + 1, event, options.includeData));
    return options.reverse ? events.reverse() : events;
  }
}

function present(id: number, { details, ...event }: Event, includeData: boolean): object {
  const presented = { id, ...event, timestamp: event.timestamp / 1000 };
  if (!details) return presented;
  return {
    ...presented,
    [detailsName(event.type)]: includeData ? withDataDetails(details) : withoutData(details),
  };
}

/** `PassStateEntered` has stateEnteredEventDetails, `TaskScheduled` taskScheduledEventDetails. */
function detailsName(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

function withDataDetails(details: Details): Details {
  return {
    ...details,
    ...('input' in details && { inputDetails: { truncated: false } }),
    ...('output' in details && { outputDetails: { truncated: false } }),
    ...('assignedVariables' in details && {
      assignedVariables: asTexts(JSON.parse(String(details['assignedVariables']))),
      assignedVariablesDetails: { truncated: false },
    }),
  };
}

/** What a state assigned is recorded as one text, and told as one for each variable. */
function asTexts(variables: Details): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, JSON.stringify(value)]));
}

function withoutData(details: Details): Details {
  const data = ['input', 'output', 'assignedVariables'];
  return Object.fromEntries(Object.entries(details).filter(([name]) => !data.includes(name)));
}
