/** Seconds in an hour. */
const hour = 3600;

/**
 * Seconds from each failed try of a delivery to the next. Stripe promises retries "for up to three days with an
 * exponential back off" in live mode (https://docs.stripe.com/webhooks#retries) and no times of its own: these are what
 * its users see, and come to 66 hours.
 */
export const documentedDelays = [
  hour / 12,
  hour / 2,
  2 * hour,
  5 * hour,
  10 * hour,
  12 * hour,
  12 * hour,
  12 * hour,
  12 * hour,
];

/** How much faster retries come on one machine, so that a person sees them: the first, after five minutes, in one second. */
const localSpeed = 300;

/** Milliseconds from each failed try to the next, of a run whose waits take `timeFactor` of their time. */
export const localDelays = (timeFactor: number): number[] =>
  documentedDelays.map((seconds) => (seconds * 1000 * timeFactor) / localSpeed);
