import { accessToken, demoCustomer } from './lib/access-token.ts';
import { ApiClient } from './lib/api.ts';
import { type Command, oneOf, text, UsageError, type Values } from './lib/command.ts';
import { interruptions } from './lib/interruptions.ts';
import { type RunningSystem, startSystem } from './lib/local-system.ts';
import { Narrator } from './lib/narrator.ts';
import { keyFromEnvironment, providerClient } from './lib/provider.ts';
import type { TourCast } from './lib/stories/cast.ts';
import { type Story, stories } from './lib/stories/index.ts';

const briefly = ['happy', 'payment-canceled'];
const all = 'all';
const listed = [...Object.entries(stories), [all, { summary: 'all of them, one after the other' }] as const]
  .map(([name, { summary }]) => `    ${name.padEnd(18)}${summary}`)
  .join('\n');

export const command: Command = {
  summary: 'Starts the system on free ports, tells the story of two orders, one that fails, and stops',
  options: {
    scenario: {
      type: 'string',
      description: `one of these instead of the first two:\n${listed}`,
    },
  },
  async run({ values }) {
    const chosen = choose(values);
    const narrator = new Narrator(process.stdout);
    narrator.title('Starting the system from its CloudFormation templates');
    const signal = interruptions();
    const timeFactor = Math.min(...chosen.map((story) => story.timeFactor ?? 1));
    if (timeFactor < 1) narrator.note(`waits run ${Math.round(1 / timeFactor)} times as fast as on AWS`);
    const system = await startSystem({ signal, timeFactor, onProgress: (step) => narrator.note(step) });
    try {
      narrator.step(`ready ${system.run.url}`);
      const cast = { ...(await castOf(system)), narrator, signal };
      const interrupted = whenAborted(signal);
      for (const story of chosen) await Promise.race([story.tell(cast), interrupted]);
      narrator.title('Done');
    } finally {
      await system.run.stop();
    }
  },
};

function choose(values: Values): Story[] {
  if (text(values, 'scenario') === undefined) return storiesOf(briefly);
  const names = Object.keys(stories);
  const name = oneOf(values, 'scenario', [...names, all]);
  if (keyFromEnvironment())
    throw new UsageError(
      'Stripe cannot call a system on this machine: unset STRIPE_SECRET_KEY for --scenario',
    );
  return storiesOf(name === all ? names : [name]);
}

const storiesOf = (names: string[]): Story[] => names.flatMap((name) => stories[name] ?? []);

async function castOf({ deployment, provider }: RunningSystem): Promise<Omit<TourCast, 'narrator'>> {
  const { url } = deployment;
  return {
    deployment,
    customer: new ApiClient(url, await accessToken(deployment, 'customer', demoCustomer)),
    operator: new ApiClient(url, await accessToken(deployment, 'operator')),
    stripe: providerClient(provider),
  };
}

/** Fails as soon as somebody ends the demo: a story may wait for an answer then. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
