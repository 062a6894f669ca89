import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Samples } from './measures.ts';
import { emptyQueue } from './queue.ts';
import type { Round } from './round.ts';
import { acceptedRate } from './webhooks.ts';

const loadSeconds = 3;

/** What all processes of the system take, before and while webhooks come as fast as it accepts them. */
export async function memory(round: Round): Promise<Samples> {
  const system = await round.system();
  const { pid } = system.process;
  const idle = memoryOf(pid);
  let loaded = idle;
  const timer = setInterval(() => {
    loaded = Math.max(loaded, memoryOf(pid));
  }, 500);
  await acceptedRate(system, loadSeconds).finally(() => clearInterval(timer));
  await emptyQueue(system, round.signal);
  return { memoryIdle: { value: idle }, memoryLoaded: { value: loaded } };
}

/**
 * Megabytes that a process takes together with all that it has started. On Linux what several share counts once (PSS);
 * elsewhere it counts for each (RSS).
 */
function memoryOf(pid: number): number {
  const processes = listProcesses();
  const inTree = new Set([pid]);
  // Who starts a process has the lower id, but not when ids have come round again.
  for (let before = 0; before !== inTree.size; ) {
    before = inTree.size;
    for (const { pid: child, parent } of processes) if (inTree.has(parent)) inTree.add(child);
  }
  const tree = processes.filter((each) => inTree.has(each.pid));
  return tree.reduce((sum, each) => sum + (proportionalKilobytes(each.pid) ?? each.kilobytes), 0) / 1024;
}

function listProcesses(): { pid: number; parent: number; kilobytes: number }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid = 0, parent = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
    return { pid, parent, kilobytes };
  });
}

/** Undefined where the system does not tell, and for a process that has just ended. */
function proportionalKilobytes(pid: number): number | undefined {
  const file = `/proc/${pid}/smaps_rollup`;
  if (!existsSync(file)) return undefined;
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
