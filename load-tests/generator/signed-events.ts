import { attemptBody, eventId, paymentBody, poisonBodies, signatureOf } from './event.ts';
import type { GeneratorPlan } from './plan.ts';
import type { Schedule } from './schedule.ts';

/** Makes the events of a run at the moment they are sent: a signature may be 300 s old when it arrives. */
export class SignedEvents {
  readonly #plan: Pick<GeneratorPlan, 'secret' | 'runId' | 'orders'>;
  readonly #schedule: Pick<Schedule, 'kinds' | 'order'>;
  /** When each event was signed, in epoch seconds; 0 before it. */
  readonly #signedAt: Float64Array;

  constructor(
    plan: Pick<GeneratorPlan, 'secret' | 'runId' | 'orders'>,
    schedule: Pick<Schedule, 'kinds' | 'order'>,
  ) {
    this.#plan = plan;
    this.#schedule = schedule;
    this.#signedAt = new Float64Array(schedule.kinds.length);
  }

  /** The event of this number. Asked again, the same bytes with the same signature. */
  get(number: number): { body: string; signature: string } {
    const timestamp = this.#signedAt[number] || Math.floor(Date.now() / 1000);
    this.#signedAt[number] = timestamp;
    const body = this.#body(number);
    return { body, signature: signatureOf(body, this.#plan.secret, timestamp) };
  }

  #body(number: number): string {
    const { kinds, order: orderOf } = this.#schedule;
    const facts = { id: eventId(this.#plan.runId, number), order: this.#plan.orders[orderOf[number] ?? -1] };
    if (kinds[number] === 'poison') return poisonBody(number, facts.id);
    if (kinds[number] === 'payment' && facts.order) return paymentBody({ ...facts, order: facts.order });
    return attemptBody(facts);
  }
}

/** Each kind of poison in turn. */
function poisonBody(number: number, id: string): string {
  const body = poisonBodies[number % poisonBodies.length] ?? attemptBody;
  return body({ id });
}
