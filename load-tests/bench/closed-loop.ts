import { attemptBody, eventId, signatureOf } from '../generator/event.ts';
import { WebhookClient } from '../generator/webhook-client.ts';
import { answerPlan } from './child.ts';

/** Each connection sends its next request when its last one was answered. */
export interface ClosedLoop {
  url: string;
  connections: number;
  seconds: number;
  /** The status that counts. */
  expected: number;
  /** Signs payment events, each with an id of its own; without it, an empty object is sent. */
  sign?: { secret: string; runId: string };
}

/** Requests a second that were answered as expected. */
export interface ClosedLoopResult {
  rate: number;
  /** Other answers, and errors by their code. */
  others: Record<string, number>;
}

answerPlan(async (plan: ClosedLoop): Promise<ClosedLoopResult> => {
  const client = new WebhookClient(plan.url, plan.connections);
  const others: Record<string, number> = {};
  let [sent, expected] = [0, 0];
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;

  function send(done: () => void): void {
    if (elapsed() >= plan.seconds) {
      done();
      return;
    }
    const { body, signature } = requestOf(plan, sent++);
    const other = (answer: string) => {
      others[answer] = (others[answer] ?? 0) + 1;
    };
    client.post(body, signature, {
      answered(status) {
        if (status === plan.expected) expected += 1;
        else other(String(status));
        send(done);
      },
      failed(code) {
        other(code);
        send(done);
      },
    });
  }

  await Promise.all(Array.from({ length: plan.connections }, () => new Promise<void>(send)));
  const rate = expected / elapsed();
  await client.destroy();
  return { rate, others };
});

function requestOf({ sign }: ClosedLoop, number: number): { body: string; signature: string } {
  if (!sign) return { body: '{}', signature: 'none' };
  const body = attemptBody({ id: eventId(sign.runId, number) });
  return { body, signature: signatureOf(body, sign.secret, Math.floor(Date.now() / 1000)) };
}
