import { mark, numberHere } from './request.ts';

/**
 * What the fuzz run puts into the system itself, so that it need not touch anything else. `order` is never in stock: what
 * a mutated request manages to order reserves nothing. `write` is what the operator's requests may change. `paid` is what
 * the one order that forged payments aim at has reserved.
 */
export const skus = { order: 'FUZZ-ORDER', write: 'FUZZ-WRITE', paid: 'FUZZ-PAID' };

/** A customer of the legacy system whom only the fuzz run plays. */
export const customerId = 'C-10077';

export const orderDocument = {
  lines: [{ sku: skus.order, quantity: 1 }],
  shipTo: { country: 'DE', postalCode: '10115' },
};

export const productDocument = {
  name: mark,
  description: 'A product of the fuzz run',
  category: 'tests',
  price: { amount: 1000, currency: 'EUR' },
  version: 1_000,
};

export const stockDocument = { available: 0 };

export const bookingDocument = {
  orderId: `ord_${'f'.repeat(32)}`,
  customerId,
  lines: [{ sku: skus.order, quantity: 1 }],
  shipTo: { country: 'DE', postalCode: mark },
};

/** A payment event in Stripe's wire format. The ids end in the number of the request. */
export function eventDocument(type: string, payment: { orderId: string; amount: number; forged: boolean }) {
  const id = `${payment.forged ? 'forged' : 'signed'}_${numberHere}`;
  const { orderId, amount } = payment;
  return {
    id: `evt_${id}`,
    object: 'event',
    created: 1_700_000_000,
    livemode: false,
    type,
    data: {
      object: {
        id: `pi_${id}`,
        object: 'payment_intent',
        amount,
        amount_received: amount,
        currency: 'eur',
        metadata: { order_id: orderId },
        receipt_email: `${mark}@private`,
      },
    },
  };
}
