import type { Execution } from '../stepfunctions/execution.ts';
import type { LocalSystem } from '../system.ts';
import type { FeedEvent } from './events.ts';

/** How often executions and queues are looked at, in milliseconds: an event is on the page within a quarter of a second. */
const pauses = { executions: 80, queues: 250 } as const;
/** Of more executions at a time only the newest are followed. */
const mostFollowed = 200;

interface HistoryEvent {
  id: number;
  timestamp: number;
  type: string;
  stateEnteredEventDetails?: { name: string };
  stateExitedEventDetails?: { name: string };
}

/** Tells what executions do, event by event, and how full the queues are. Answers how to end it. */
export function watch(
  { stateMachines, queues }: Pick<LocalSystem, 'stateMachines' | 'queues'>,
  publish: (event: FeedEvent) => void,
  sessions: () => Promise<number | undefined>,
): () => void {
  const seen = new Map<Execution, number>();
  stateMachines.onStart = (execution) => {
    if (seen.has(execution) || seen.size >= mostFollowed) return;
    seen.set(execution, execution.history.length - 1);
  };
  const follow = setInterval(() => {
    for (const [execution, from] of seen) {
      for (const event of newEvents(execution, from)) publish(event);
      if (execution.status !== 'RUNNING') seen.delete(execution);
      else seen.set(execution, execution.history.length);
    }
  }, pauses.executions).unref();

  let asking = false;
  const sample = setInterval(() => {
    // A database that is away answers late: the next question waits for it.
    if (asking) return;
    asking = true;
    void sessions().then((open) => {
      asking = false;
      publish({ ...sampleOf(queues), ...(open !== undefined && { sessions: open }) });
    });
  }, pauses.queues).unref();

  return () => {
    stateMachines.onStart = undefined;
    clearInterval(follow);
    clearInterval(sample);
  };
}

function newEvents({ history, name, status }: Execution, from: number): FeedEvent[] {
  const events = history.page(from, history.length - from, { reverse: false, includeData: false });
  return (events as HistoryEvent[]).map((event) => {
    const state = (event.stateEnteredEventDetails ?? event.stateExitedEventDetails)?.name;
    return {
      kind: 'state',
      at: event.timestamp * 1000,
      execution: name,
      type: event.type,
      status,
      ...(state !== undefined && { state }),
    };
  });
}

function sampleOf(queues: LocalSystem['queues']): Extract<FeedEvent, { kind: 'sample' }> {
  const at = Date.now();
  const counted = queues.list().map((queue) => {
    const { visible, inFlight } = queue.counts();
    const oldest = queue.oldestSentAt;
    const oldestSeconds = oldest === undefined ? 0 : Math.max(0, (at - oldest) / 1000);
    return [queue.config.name, { visible, inFlight, oldestSeconds }] as const;
  });
  return { kind: 'sample', at, queues: Object.fromEntries(counted) };
}
