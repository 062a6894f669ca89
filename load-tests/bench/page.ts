import { launchChromium } from '../../commands/lib/chromium.ts';
import type { Samples } from './measures.ts';
import { emptyQueue } from './queue.ts';
import type { Round, UnderTest } from './round.ts';
import { acceptedRate } from './webhooks.ts';

const seconds = 4;

/**
 * How many webhooks a second are accepted while a browser shows them come, and how many before and after. The browser works
 * on the same processors.
 */
export async function page(round: Round): Promise<Samples> {
  const system = await round.system();
  const before = await rateOf(round, system);
  const value = await whileShown(system, () => rateOf(round, system));
  const after = await rateOf(round, system);
  return { page: { value, limit: (before + after) / 2 } };
}

async function rateOf({ signal }: Round, system: UnderTest): Promise<number> {
  const rate = await acceptedRate(system, seconds);
  await emptyQueue(system, signal);
  return rate;
}

async function whileShown({ process }: UnderTest, measure: () => Promise<number>): Promise<number> {
  const browser = await launchChromium();
  try {
    const shown = await browser.newPage();
    await shown.goto(`${process.deployment.url}/console/#/queue`);
    await shown.getByText('Live').waitFor();
    return await measure();
  } finally {
    await browser.close();
  }
}
