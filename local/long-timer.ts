/** Node fires longer timers at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Calls back once after a time that may be longer than a timer's 24 days, and answers how to call it off. It does not
 * keep the process alive.
 */
export function after(milliseconds: number, call: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number) => {
    timer = setTimeout(
      () => (left > longestTimer ? arm(left - longestTimer) : call()),
      Math.min(left, longestTimer),
    );
    timer.unref();
  };
  arm(Math.max(0, milliseconds));
  return () => clearTimeout(timer);
}
