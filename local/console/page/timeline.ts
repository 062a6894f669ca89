import type { Requested } from '../events.ts';
import type { Visit } from './history.ts';
import { fieldsOf } from './log-line.ts';
import type { Model } from './model.ts';
import { type LogLine, partOf } from './state.ts';

/** A stretch of an order's way. Times are epoch milliseconds. */
export interface Span {
  lane: string;
  title: string;
  from: number;
  to: number;
  failed: boolean;
}

interface Sources {
  known: Model;
  orderId: string;
  requests: readonly Requested[];
  logs: readonly LogLine[];
  visits: readonly Visit[];
  now: number;
}

/** Everything that is seen of one order, by its ids: what the API answered, what ran, which states it was in. */
export function spansOf({ known, orderId, requests, logs, visits, now }: Sources): Span[] {
  const parsed = logs.flatMap((log) => {
    const fields = fieldsOf(log.line);
    return fields ? [{ log, fields }] : [];
  });
  const ids = new Set([orderId]);
  for (const { log, fields } of parsed)
    if (log.line.includes(orderId) && typeof fields['correlationId'] === 'string')
      ids.add(fields['correlationId']);
  const isOurs = (line: string) => [...ids].some((id) => line.includes(id));

  const asked = requests
    .filter(({ correlationId }) => ids.has(correlationId))
    .map(({ method, route, at, milliseconds, status }) => ({
      lane: 'API',
      title: `${method} ${route}`,
      from: at,
      to: at + milliseconds,
      failed: status >= 500,
    }));

  const ours = parsed.filter(({ log: { line } }) => isOurs(line));
  const reports = new Map(logs.flatMap(({ line, at }) => reportOf(line, at)));
  const invocations = new Map<string, Span>();
  for (const { log, fields } of ours) {
    const part = partOf(known, log.source);
    if (part?.name === known.entrance) continue;
    const requestId = [fields['function_request_id'], fields['correlationId']].find(isText) ?? '';
    const key = `${log.source} ${requestId}`;
    const { from, to } = reports.get(requestId) ?? { from: log.at, to: log.at };
    const before = invocations.get(key);
    invocations.set(key, {
      lane: known.lanes.find(({ parts }) => part && parts.includes(part.name))?.pattern ?? 'Elsewhere',
      title: part?.title ?? log.source,
      from: Math.min(before?.from ?? from, from),
      to: Math.max(before?.to ?? to, to),
      failed: (before?.failed ?? false) || fields['level'] === 'ERROR',
    });
  }

  const states = visits.map(({ state, from, to, outcome }) => ({
    lane: 'State machine',
    title: state,
    from,
    to: to ?? now,
    failed: outcome === 'failed',
  }));
  return [...asked, ...invocations.values(), ...states].sort((one, other) => one.from - other.from);
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** How long an invocation took, from the last line that Lambda writes of it. */
function reportOf(line: string, at: number): [requestId: string, { from: number; to: number }][] {
  const [, id, took] = /^REPORT RequestId: (\S+)\tDuration: ([\d.]+) ms/.exec(line) ?? [];
  return id && took ? [[id, { from: at - Number(took), to: at }]] : [];
}
