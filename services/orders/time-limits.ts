import { pricingLimits } from '../pricing/time-limits.ts';
import { patience } from '../shared/patience.ts';

/** How long the parts of placing an order may take, in milliseconds. */
export const orderLimits = {
  /** Before pricing: one slow answer of DynamoDB to the claim of the key. */
  claim: patience.request,
  /** After pricing, kept for it: one slow answer of AWS, and a second for what is left. */
  reserve: patience.request + 1_000,
} as const;

/** What the function's timeout must be, in seconds, so that pricing has all of its time. */
export const orderTimeoutSeconds = Math.ceil(
  (orderLimits.claim + pricingLimits.call + orderLimits.reserve) / 1_000,
);

/** How long to wait for pricing when so many milliseconds are left: its whole time, or what the reserve leaves of it. */
export const timeForPricing = (remainingMilliseconds: number): number =>
  Math.max(Math.min(pricingLimits.call, remainingMilliseconds - orderLimits.reserve), 1);

/** How long an order waits for its money before it is cancelled, in seconds. */
export const paymentTimeoutSeconds = 15 * 60;

/** How old an order is when the sweep looks at it, in milliseconds. */
export const sweepLimits = {
  /** PENDING: its start was lost. */
  lost: 60_000,
  /** PENDING: its execution should long have reserved its stock, or given it up: more than all attempts of that take. */
  dead: 10 * 60_000,
  /** Not at an end: its payment was due long ago, and shipment and undoing take seconds when all goes well. */
  stuck: 2 * paymentTimeoutSeconds * 1_000,
} as const;
