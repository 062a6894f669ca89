import { type ChildProcess, fork } from 'node:child_process';

type Answer<Result> = { result: Result } | { failed: string };

/** A process of its own that has answered and lives until it is stopped. */
export interface Child<Result> {
  result: Result;
  /** Resolves when it is gone. */
  stop: () => Promise<void>;
}

/** Runs a file of this folder as a process of its own, so that nothing here slows it down. `plan` is what it is to do. */
export async function startChild<Result>(
  file: string,
  plan: object,
  env: NodeJS.ProcessEnv = {},
): Promise<Child<Result>> {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...env },
    execArgv: [],
    serialization: 'advanced',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = () => {
    if (child.connected) child.disconnect();
    return ended;
  };
  try {
    return { result: await answerOf<Result>(child, file, plan), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** As `startChild`, for one that has nothing left to do once it has answered. */
export async function askChild<Result>(file: string, plan: object, env?: NodeJS.ProcessEnv): Promise<Result> {
  const { result, stop } = await startChild<Result>(file, plan, env);
  await stop();
  return result;
}

function answerOf<Result>(child: ChildProcess, file: string, plan: object): Promise<Result> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer: Answer<Result>) => {
      if ('result' in answer) resolve(answer.result);
      else reject(new Error(`${file} failed: ${answer.failed}`));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`${file} ended with ${signal ?? code}`)));
    child.send(plan);
  });
}

/** The other side: does what the plan says and answers. Who started it ends it, also by its own end. */
export function answerPlan<Plan>(work: (plan: Plan) => Promise<unknown>): void {
  process.once('message', (plan: Plan) => {
    work(plan).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : String(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  // Ctrl-C reaches every process of the terminal; who started this one ends it.
  process.on('SIGINT', () => {});
}
