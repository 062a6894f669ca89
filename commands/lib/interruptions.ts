/** How often to look whether npm is still there, in milliseconds. */
const parentCheckMilliseconds = 1000;

/**
 * Aborts on Ctrl-C or termination, also while the system still starts, and when the npm that started this process is
 * killed: nobody could stop what would be left. A terminal and npm may both send the same signal.
 */
export function interruptions(): AbortSignal {
  const controller = new AbortController();
  const abort = (reason: string) => controller.abort(new Error(`stopped by ${reason}`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, abort);
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'])
    setInterval(() => process.ppid !== parent && abort('the end of npm'), parentCheckMilliseconds).unref();
  return controller.signal;
}
