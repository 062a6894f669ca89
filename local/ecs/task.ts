import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { messageOf } from '../error-message.ts';

/** What one task runs. */
export interface TaskConfig {
  /** `node` and its arguments: it runs on the Node that we run on. */
  command: string[];
  folder: string;
  environment: Record<string, string>;
  /** Seconds from SIGTERM to SIGKILL. */
  stopTimeoutSeconds: number;
  onLine: (line: string) => void;
}

const linesKept = 20;

/** A container as a process, in a process group of its own. */
export class Task {
  /** Resolves with how it ended, in words, once everything it wrote has been read. */
  readonly ended: Promise<string>;
  readonly #process: ChildProcess;
  readonly #stopTimeoutSeconds: number;
  #lastLines: string[] = [];
  #closed = false;

  constructor(config: TaskConfig) {
    const [, ...args] = config.command;
    this.#stopTimeoutSeconds = config.stopTimeoutSeconds;
    this.#process = spawn(process.execPath, args, {
      cwd: config.folder,
      env: { PATH: process.env['PATH'], ...config.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.ended = this.#watch();
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => this.#keep(line, config.onLine));
    }
  }

  get lastLines(): readonly string[] {
    return this.#lastLines;
  }

  /** SIGTERM, and SIGKILL when that does not end it in time, as ECS stops a container. */
  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#kill('SIGKILL'), this.#stopTimeoutSeconds * 1000);
    this.#kill('SIGTERM');
    await this.ended;
    clearTimeout(timer);
  }

  async #watch(): Promise<string> {
    const kill = () => this.#kill('SIGKILL');
    process.once('exit', kill);
    try {
      const [code, signal] = await once(this.#process, 'close');
      return signal ? `ended by ${signal}` : `ended with exit code ${code}`;
    } catch (error) {
      return `could not start: ${messageOf(error)}`;
    } finally {
      this.#closed = true;
      process.off('exit', kill);
    }
  }

  #keep(line: string, onLine: (line: string) => void): void {
    this.#lastLines = [...this.#lastLines, line].slice(-linesKept);
    onLine(line);
  }

  /** Reaches what the container's process has started, too, also when that outlives it and holds its output open. */
  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#process;
    if (pid === undefined || this.#closed) return;
    try {
      if (process.platform === 'win32') this.#process.kill(signal);
      else process.kill(-pid, signal);
    } catch {
      // it has just ended by itself
    }
  }
}
