import { type Command, text } from './lib/command.ts';
import { findDeployment } from './lib/deployment.ts';
import { seedCatalogue } from './lib/seed-catalogue.ts';

export const command: Command = {
  summary: 'Fills the catalogue from the legacy API, and loads its stock; what is there already stays',
  options: { url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' } },
  async run({ values }) {
    const progress = (done: number, all: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done}/${all} products${done === all ? '\n' : ''}`);
    };
    const { products, kept } = await seedCatalogue(await findDeployment(text(values, 'url')), { progress });
    console.log(`${products} products with stock: ${products - kept} loaded, ${kept} there already`);
  },
};
