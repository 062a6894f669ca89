import type { Requested, StateChange } from '../events.ts';
import { brief, isHealthCheck } from './log-line.ts';
import type { MapPart, Model } from './model.ts';
import { type LogLine, partOf } from './state.ts';
import { statusText } from './words.ts';

/** Something that was seen of a part. Times are epoch milliseconds. */
export interface LastEvent {
  id: string | number;
  at: number;
  text: string;
}

interface Seen {
  requests: readonly (Requested & { id: number })[];
  executions: ReadonlyMap<string, StateChange>;
  logs: readonly LogLine[];
}

const most = 8;

/** What was last seen of a part, the newest last; undefined for a part of which a run tells nothing. */
export function lastEvents(part: MapPart, known: Model, seen: Seen): LastEvent[] | undefined {
  if (part.name === known.entrance) return seen.requests.slice(-most).map(answered);
  if (part.kind === 'Step Functions') return [...seen.executions.values()].slice(-most).map(changed);
  if (part.logs === undefined) return undefined;
  return seen.logs
    .filter(({ source, line }) => partOf(known, source)?.name === part.name && !isHealthCheck(line))
    .slice(-most)
    .map(({ id, at, line }) => ({ id, at, text: brief(line) }));
}

const answered = ({ id, at, method, route, status }: Seen['requests'][number]): LastEvent => ({
  id,
  at,
  text: `${method} ${route} · ${status}`,
});

const changed = ({ execution, at, state, status }: StateChange): LastEvent => ({
  id: execution,
  at,
  text: `${execution} · ${status === 'RUNNING' ? (state ?? '') : statusText(status)}`,
});
