/** One invocation of pricing, in milliseconds: Lambda ends it then. */
const run = 5_000;

/** How long pricing may take, in milliseconds. What its callers have time for derives from it. */
export const pricingLimits = {
  run,
  /** What a caller waits, all attempts together: a whole run, after pauses for throttling and the start of an environment. */
  call: run + 3_000,
} as const;
