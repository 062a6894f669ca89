import { forgetLocalAssembly } from '../../commands/lib/assembly.ts';
import type { Samples } from './measures.ts';
import type { Round } from './round.ts';
import { startSystemProcess } from './system-process.ts';

/** How long `npm start` takes until it is ready: when the app must be synthesised first, and when nothing has changed. */
export async function starts(round: Round): Promise<Samples> {
  forgetLocalAssembly();
  const clean = await startSystemProcess(round.signal);
  await clean.stop();
  const { process } = await round.system();
  return {
    startClean: { value: clean.secondsToReady },
    startUnchanged: { value: process.secondsToReady },
  };
}
