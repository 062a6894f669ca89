/** Something that must be so before a command begins. */
export interface Check {
  what: string;
  /** Checks without which this one makes no sense: when one of them failed, this one is left out. */
  needs?: Check[];
  /** Says what was found, or throws an error that says in one line what is missing and what to do. */
  run(): Promise<string>;
}

/** Runs checks in their order and reports each in one line. Throws at the end when any failed. */
export async function runChecks(checks: Check[], report: (line: string) => void): Promise<void> {
  const failed = new Set<Check>();
  const skipped = new Set<Check>();
  for (const check of checks) {
    if (check.needs?.some((needed) => failed.has(needed) || skipped.has(needed))) {
      skipped.add(check);
      continue;
    }
    try {
      report(`ok       ${check.what}: ${await check.run()}`);
    } catch (error) {
      failed.add(check);
      const message = error instanceof Error ? error.message : String(error);
      report(`MISSING  ${check.what}: ${message.split('\n')[0]}`);
    }
  }
  if (failed.size === 0) return;
  const names = [...failed].map(({ what }) => what).join(', ');
  throw new Error(`nothing was deployed; first put right: ${names}`);
}
