import { setTimeout as delay } from 'node:timers/promises';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { AuditAnswer, AuditQuestion } from '../services/payments/audit.handler.ts';
import type { LedgerEvents, LedgerSessions } from '../services/payments/audit.ts';
import { eventPrefix } from './generator/event.ts';
import type { Target } from './target.ts';

const watchSeconds = 1;
const everyMilliseconds = 100;

/** Asks the audit function what the ledger holds of a run's events. */
export const eventsOf = (target: Target, runId: string): Promise<LedgerEvents> =>
  ask<LedgerEvents>(target, { eventPrefix: eventPrefix(runId) });

/**
 * Watches the ledger's sessions ten times a second until the signal aborts: one call of the audit function after the other,
 * so that what is between it and PostgreSQL is one session, opened before the load. A call that fails leaves a gap: the
 * database may be away.
 */
export async function watchSessions(
  target: Target,
  signal: AbortSignal,
  onSample: (sample: LedgerSessions) => void,
): Promise<void> {
  while (!signal.aborted) {
    const asked = ask<{ sessions: LedgerSessions[] }>(target, { watchSeconds, everyMilliseconds });
    const answer = await asked.catch(() => undefined);
    for (const sample of answer?.sessions ?? []) onSample(sample);
    if (!answer) await delay(everyMilliseconds);
  }
}

async function ask<Answer extends AuditAnswer>(
  { lambda, auditFunction }: Target,
  question: AuditQuestion,
): Promise<Answer> {
  const command = new InvokeCommand({ FunctionName: auditFunction, Payload: JSON.stringify(question) });
  const { Payload, FunctionError } = await lambda.send(command);
  const text = Payload ? Buffer.from(Payload).toString() : '';
  if (FunctionError) throw new Error(`The audit function failed: ${text}`);
  return JSON.parse(text);
}
