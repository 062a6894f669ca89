import type { RunConsole } from '../../../local/console/index.ts';
import type { RunningSystem } from '../local-system.ts';
import { consoleParts } from './parts.ts';
import { WorkerSessions } from './sessions.ts';

/** Serves the console of a running system. Answers how to end it. */
export function attachConsole(
  runConsole: RunConsole,
  { run, deployment, provider }: RunningSystem,
): () => Promise<void> {
  const sessions = new WorkerSessions(deployment, run.system.databases.certificateAuthorityFile);
  runConsole.attach(
    run.system,
    consoleParts({ assemblyDir: run.assemblyDir, deployment, provider, sessions }),
  );
  return async () => {
    runConsole.stop();
    await sessions.end();
  };
}
