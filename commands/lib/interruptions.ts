/** Aborts on Ctrl-C or termination, also while the system still starts. A terminal and npm may both send the signal. */
export function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => controller.abort(new Error(`stopped by ${signal}`)));
  return controller.signal;
}
