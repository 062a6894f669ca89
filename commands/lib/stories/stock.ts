import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expectStatus } from '../api.ts';
import { type Cast, eventually } from './cast.ts';

/** Units of one product. */
export interface Level {
  available: number;
  reserved: number;
  sold: number;
}

const price = { amount: 1900, currency: 'EUR' };

/** A product that only one story knows, with so many units in stock; answers its SKU. */
export async function newProduct({ operator, narrator }: Cast, available: number): Promise<string> {
  const sku = `DEMO-${randomUUID().slice(0, 8).toUpperCase()}`;
  const product = { name: `Demo ${sku}`, description: 'A product of one story', category: 'demo', price };
  expectStatus(await operator.request('PUT', `/products/${sku}`, { body: product }), 201);
  expectStatus(await operator.request('PUT', `/stock/${sku}`, { body: { available } }), 200, 201);
  narrator.step(`The operator has a new product, ${sku}, and ${available} of it in stock`);
  return sku;
}

/** The stock as the operator reads it. */
export async function stockOf({ operator }: Cast, sku: string): Promise<Level> {
  const { available, reserved, sold } = expectStatus(
    await operator.request<Level>('GET', `/stock/${sku}`),
    200,
  );
  return { available, reserved, sold };
}

/** Waits until the stock is as it should be. The workflow ends its work there a moment after the order says its status. */
export async function stockBecomes(cast: Cast, sku: string, expected: Level): Promise<void> {
  await eventually(
    cast,
    () => stockOf(cast, sku),
    (level) => isDeepStrictEqual(level, expected),
    (level) => `the stock of ${sku} is ${describeLevel(level)}; expected ${describeLevel(expected)}`,
  );
}

/** A level in words, for the narration and for errors. */
export const describeLevel = ({ available, reserved, sold }: Level): string =>
  `${available} available, ${reserved} reserved, ${sold} sold`;
