import { accessToken, demoCustomer } from './access-token.ts';
import type { Deployment } from './deployment.ts';
import { seedCatalogue } from './seed-catalogue.ts';

/** Loads the catalogue into a system that was just deployed and makes its demo users. */
export async function furnish(deployment: Deployment, say: (line: string) => void): Promise<void> {
  say('Loading the catalogue, as the operator ...');
  const { products, kept } = await seedCatalogue(deployment);
  say(`${products} products with stock: ${products - kept} loaded, ${kept} there already`);
  await accessToken(deployment, 'customer');
  say(`Users: operator, and customer ${demoCustomer}`);
}

/** What to do with a deployed system. The token is asked for and not printed: a log may be public. */
export function whatToTry(url: string): string {
  return `
  TOKEN=$(npm run --silent token -- --url ${url})
  curl -i '${url}/products?limit=3'
  curl -i ${url}/customers/${demoCustomer} -H "Authorization: Bearer $TOKEN"

  npm run smoke -- --url ${url}
  npm run destroy

A Stripe test account may send its webhooks to ${url}/webhooks/payments once its signing secret
stands in the secret that the stack's output WebhookSecretArn names.
`;
}
