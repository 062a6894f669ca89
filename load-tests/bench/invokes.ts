import { askChild, startChild } from './child.ts';
import type { ClosedLoop, ClosedLoopResult } from './closed-loop.ts';
import type { Samples } from './measures.ts';

/** Callers at once; each environment serves one of them. */
const callers = 4;

/** Warm invokes a second of a function that does nothing, through the Invoke API as SDK clients call it. */
export async function invokes(): Promise<Samples> {
  const { result: url, stop } = await startChild<string>('invoke-server.ts', {});
  try {
    const loop = (seconds: number) => {
      const plan: ClosedLoop = { url, connections: callers, seconds, expected: 200 };
      return askChild<ClosedLoopResult>('closed-loop.ts', plan);
    };
    await loop(1.5);
    const { rate, others } = await loop(3);
    if (Object.keys(others).length > 0) throw new Error(`Invokes were refused: ${JSON.stringify(others)}`);
    return { invokes: { value: rate } };
  } finally {
    await stop();
  }
}
