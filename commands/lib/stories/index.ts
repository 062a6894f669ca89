import { cardDeclined } from './card-declined.ts';
import type { TourCast } from './cast.ts';
import { happy } from './happy.ts';
import { latePayment, latePaymentTimeFactor } from './late-payment.ts';
import { legacyDown } from './legacy-down.ts';
import { noStock } from './no-stock.ts';
import { paidTwice } from './paid-twice.ts';
import { paymentCanceled } from './payment-canceled.ts';
import { priceChanged } from './price-changed.ts';
import { shipmentRefused } from './shipment-refused.ts';
import { wrongAmount } from './wrong-amount.ts';

/** One way that an order can go. */
export interface Story {
  /** One line for the help. */
  summary: string;
  /** How long waits may take at most, as a part of their real time, so that the story stays short; 1 if absent. */
  timeFactor?: number;
  /** Tells it on a running system; throws one line when what should be proved is not true. */
  tell(cast: TourCast): Promise<void>;
}

/** In the order of the tour. */
export const stories: Record<string, Story> = {
  happy: { summary: 'an order goes through all five patterns', tell: happy },
  'payment-canceled': { summary: 'the payment is canceled, the stock goes back', tell: paymentCanceled },
  'card-declined': { summary: 'the first card is declined, the second pays', tell: cardDeclined },
  'wrong-amount': { summary: 'too little is paid and goes back, then the right amount', tell: wrongAmount },
  'paid-twice': { summary: 'two payments at once: one pays, one goes back', tell: paidTwice },
  'price-changed': { summary: 'the price changes between looking and ordering', tell: priceChanged },
  'no-stock': { summary: 'two customers want the last item at once', tell: noStock },
  'shipment-refused': {
    summary: 'no carrier delivers there: goods, money and stock go back',
    tell: shipmentRefused,
  },
  'legacy-down': { summary: 'the legacy API is down, a paid order waits for it', tell: legacyDown },
  'late-payment': {
    summary: `the order has timed out when its money comes; waits run ${Math.round(1 / latePaymentTimeFactor)} times as fast`,
    timeFactor: latePaymentTimeFactor,
    tell: latePayment,
  },
};
