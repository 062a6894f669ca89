import { accessToken, demoCustomer } from './lib/access-token.ts';
import { ApiClient } from './lib/api.ts';
import type { Command } from './lib/command.ts';
import { interruptions } from './lib/interruptions.ts';
import { startSystem } from './lib/local-system.ts';
import { Narrator } from './lib/narrator.ts';
import { canceledOrder, happyOrder } from './lib/stories.ts';

export const command: Command = {
  summary: 'Starts the system on free ports, tells the story of two orders, one that fails, and stops',
  async run() {
    const narrator = new Narrator(process.stdout);
    narrator.title('Starting the system from its CloudFormation templates');
    const signal = interruptions();
    const { run, deployment } = await startSystem({ signal, onProgress: (step) => narrator.note(step) });
    try {
      narrator.step(`ready ${run.url}`);
      const customer = new ApiClient(run.url, await accessToken(deployment, 'customer', demoCustomer));
      const operator = new ApiClient(run.url, await accessToken(deployment, 'operator'));
      const cast = { deployment, customer, operator, narrator, signal };
      await happyOrder(cast);
      await canceledOrder(cast);
      narrator.title('Done');
    } finally {
      await run.stop();
    }
  },
};
