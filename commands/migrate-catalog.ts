import { accessToken } from './lib/access-token.ts';
import { ApiClient } from './lib/api.ts';
import { type Command, text } from './lib/command.ts';
import { findDeployment } from './lib/deployment.ts';
import { Checkpoint } from './lib/migration/checkpoint.ts';
import { migrate } from './lib/migration/migrate.ts';
import { legacyCatalogue, newCatalogue, products } from './lib/migration/products.ts';
import { ownerOfWrites } from './lib/migration/write-owner.ts';

export const command: Command = {
  summary: "Copies products from the legacy API into the catalogue's table, or back, and compares both sides",
  options: {
    url: { type: 'string', description: 'the running system (default http://127.0.0.1:3000)' },
    back: { type: 'boolean', description: 'the other way: for when the catalogue owns the writes' },
    delete: { type: 'boolean', description: 'also remove what the side that is read does not have' },
    'dry-run': { type: 'boolean', description: 'only say what would be done' },
  },
  async run({ values }) {
    const deployment = await findDeployment(text(values, 'url'));
    const operator = new ApiClient(deployment.url, await accessToken(deployment, 'operator'));
    const [old, young] = [legacyCatalogue(operator), newCatalogue(deployment, operator)];
    const [from, to] = values['back'] ? [young, old] : [old, young];
    refuseToOverwrite(await ownerOfWrites(operator), from.name, values['back'] === true);
    console.log(`${from.name} owns the writes: copying products to ${to.name} at ${deployment.url}`);
    await migrate(
      { goods: products, from, to },
      {
        dryRun: values['dry-run'] === true,
        remove: values['delete'] === true,
        checkpoint: new Checkpoint([from.name, JSON.stringify(deployment)].join()),
        say: (line) => console.log(line),
      },
    );
  },
};

/** The owner of the writes has what is right: nothing is copied onto it. */
function refuseToOverwrite(owner: string, from: string, isBack: boolean): void {
  if (owner === from) return;
  const otherWay = isBack ? 'Leave --back out' : 'Say --back';
  throw new Error(
    `${owner} owns the writes of products and has what is right; copying from ${from} would bring back what was ` +
      `changed and removed since. ${otherWay} to copy from ${owner}, or move the writes first (infra/routes.ts)`,
  );
}
