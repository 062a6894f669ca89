/** How long calls of AWS may take, in milliseconds. The SDK itself waits as long as the function lives. */
export const patience = {
  connect: 1_000,
  /** One attempt, for services that answer in milliseconds. */
  request: 3_000,
  /** How often a call is made when AWS throttles it or fails, the first time included; the SDK pauses between. */
  attempts: 3,
  /** Reading a secret: all attempts of the SDK together. */
  secret: 1_500,
} as const;
