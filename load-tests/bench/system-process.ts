import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Deployment, findDeployment } from '../../commands/lib/deployment.ts';

/** The system as `npm start` runs it, in a process of its own. */
export interface SystemProcess {
  deployment: Deployment;
  /** From the start of the process until it said that it is ready. */
  secondsToReady: number;
  pid: number;
  stop(): Promise<void>;
}

const command = fileURLToPath(new URL('../../commands/run.mjs', import.meta.url));

export async function startSystemProcess(signal: AbortSignal): Promise<SystemProcess> {
  signal.throwIfAborted();
  const started = performance.now();
  const child = spawn(process.execPath, [command, 'start'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Ctrl-C is for this process, which ends the other in its own time.
    detached: true,
  });
  const interrupt = () => child.kill('SIGINT');
  signal.addEventListener('abort', interrupt, { once: true });
  const stop = async () => {
    signal.removeEventListener('abort', interrupt);
    await end(child);
  };
  try {
    const url = await readyUrl(child);
    const secondsToReady = (performance.now() - started) / 1000;
    return { deployment: await findDeployment(url), secondsToReady, pid: child.pid ?? 0, stop };
  } catch (error) {
    await stop();
    throw signal.aborted ? signal.reason : error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

function readyUrl(child: ChildProcess): Promise<string> {
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  return new Promise((resolve, reject) => {
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => {
        const url = /^ready (\S+)$/.exec(line)?.[1];
        if (url) resolve(url);
      });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The system did not start: ${complaints.trim()}`)));
  });
}
