import fc, { type Arbitrary } from 'fast-check';
import { bodyNear, mutated } from './bodies.ts';
import { eventDocument } from './documents.ts';
import { type FuzzRequest, mark, numberHere, type Signing } from './request.ts';
import { common } from './requests.ts';

/** The order that forged payments aim at. */
export interface Target {
  orderId: string;
  total: { amount: number };
}

const type = fc.constantFrom(
  'payment_intent.succeeded',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'charge.refunded',
  'customer.created',
  '__proto__',
);

/**
 * Webhook calls. What is not signed rightly is the very event that would pay or cancel the target order; what is, names an
 * order that does not exist. `withPoison` adds signed bodies that are no events: the worker gives them back to the
 * queue until they are dead letters, which takes minutes.
 */
export function webhookRequests({ orderId, total }: Target, withPoison: boolean): Arbitrary<FuzzRequest> {
  const forged = type.chain((kind) => {
    const document = eventDocument(kind, { orderId, amount: total.amount, forged: true });
    const exact = fc.constant(Buffer.from(JSON.stringify(document)));
    return fc.oneof({ weight: 1, arbitrary: exact }, { weight: 2, arbitrary: bodyNear(document) });
  });
  const signed = type.chain((kind) => {
    const document = eventDocument(kind, { orderId: `ord_${'e'.repeat(32)}`, amount: 1, forged: false });
    return mutated(document).map((text) => Buffer.from(markOnlyIn('receipt_email', text)));
  });
  const unreadable = fc
    .constantFrom('{"id": "evt', '', 'null x', '\u{feff}{', '[')
    .map((text) => Buffer.from(text));
  return fc.oneof(
    { weight: 12, arbitrary: callOf(forged, fc.constantFrom('wrong', 'stale', 'none')) },
    { weight: 2, arbitrary: callOf(unreadable, fc.constant('right')) },
    { weight: withPoison ? 1 : 0, arbitrary: callOf(signed, fc.constant('right')) },
  );
}

/** The ids in an event that the provider signed may be logged. */
function markOnlyIn(field: string, text: string): string {
  const start = `"${field}":"`;
  return text.replaceAll(mark, numberHere).replaceAll(start + numberHere, start + mark);
}

function callOf(body: Arbitrary<Buffer>, signing: Arbitrary<Signing>): Arbitrary<FuzzRequest> {
  return fc.record({ ...common, body, signing }).map((call) => ({
    ...call,
    caller: 'nobody',
    method: 'POST',
    target: '/webhooks/payments',
    headers: [['content-type', 'application/json'], ...call.headers],
  }));
}
