import type { Placement, PricedOrder } from '../order.ts';
import type { PastOrder } from '../past-order.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** Two mugs to Berlin, as priced. */
export const aQuote: PricedOrder = {
  lines: [{ sku: 'MUG-001', name: 'Mug', quantity: 2, unitPrice: eur(1250), lineTotal: eur(2500) }],
  subtotal: eur(2500),
  discount: eur(0),
  tax: eur(475),
  total: eur(2975),
};

/** Who ordered them. */
export const aPlacement: Omit<Placement, 'orderId'> = {
  customerId: 'C-10001',
  correlationId: 'c-1',
  request: {
    lines: [{ sku: 'MUG-001', quantity: 2 }],
    shipTo: { country: 'DE', postalCode: '10115' },
  },
  at: '2026-01-01T00:00:00.000Z',
};

/** Two mugs that were ordered long ago; `change` replaces parts of it. */
export const aPastOrder = (change: Partial<PastOrder> = {}): PastOrder => ({
  orderId: 'L-100001',
  customerId: 'C-10001',
  status: 'COMPLETED',
  placedAt: '2024-01-02T03:04:05.678Z',
  lines: aQuote.lines,
  total: aQuote.subtotal,
  ...change,
});
