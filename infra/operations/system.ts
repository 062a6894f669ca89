import type { StranglerFacade } from '../patterns/strangler-facade.ts';
import type { Catalog } from '../services/catalog.ts';
import type { Fulfilment } from '../services/fulfilment.ts';
import type { Orders } from '../services/orders.ts';
import type { Payments } from '../services/payments.ts';
import type { Pricing } from '../services/pricing.ts';
import type { Size } from '../size.ts';
import type { LegacyStack } from '../stacks/legacy.ts';

/** What dashboards show. */
export interface System {
  size: Size;
  legacy: LegacyStack;
  catalog: Catalog;
  pricing: Pricing;
  orders: Orders;
  payments: Payments;
  fulfilment: Fulfilment;
  facade: StranglerFacade;
}
