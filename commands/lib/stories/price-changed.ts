import { randomUUID } from 'node:crypto';
import { expectStatus } from '../api.ts';
import { assertEqual, type TourCast } from './cast.ts';
import { moneyBecomes, payByCard } from './money.ts';
import { askForOrder, inWords, type Money, reaches } from './orders.ts';
import { newProduct } from './stock.ts';

/** By how much the price rises between looking and ordering, in minor units. */
const rise = 300;

interface Refusal {
  code: string;
  changes: object[];
}

/** A price that changes between looking and ordering: the customer is told both, and accepts the new one. */
export async function priceChanged(cast: TourCast): Promise<void> {
  const { customer, operator, narrator } = cast;
  narrator.title('The price changes between looking and ordering (internal API: the price of now counts)');
  const sku = await newProduct(cast, 5);
  const product = expectStatus(await customer.request('GET', `/products/${sku}`), 200);
  const seen: Money = product.price;
  const risen = { ...seen, amount: seen.amount + rise };
  expectStatus(
    await operator.request('PUT', `/products/${sku}`, { body: { ...product, price: risen } }),
    200,
  );
  narrator.step(`The customer sees ${inWords(seen)}; then the operator asks ${inWords(risen)}`);

  const key = randomUUID();
  const wishAt = (expectedUnitPrice: Money) => ({ lines: [{ sku, quantity: 1, expectedUnitPrice }] });
  const refusal = expectStatus(await askForOrder<Refusal>(customer, wishAt(seen), key), 409);
  assertEqual('the code', refusal.code, 'price_changed');
  const told = JSON.stringify(refusal.changes);
  assertEqual('the changes', told, JSON.stringify([{ sku, expected: seen, actual: risen }]));
  narrator.step(`POST /orders: 409 ${refusal.code}, ${told}`);

  const order = expectStatus(await askForOrder(customer, wishAt(risen), key), 202);
  assertEqual('the price in the order', order.lines[0]?.unitPrice.amount, risen.amount);
  narrator.step(`POST /orders with the new price, under the same key: 202, ${inWords(order.total)}`);
  await payByCard(cast, order);
  await reaches(cast, order, 'COMPLETED');
  const money = await moneyBecomes(cast, order, { came: order.total.amount, wentBack: 0 });
  narrator.step(`Proved: nothing was ordered at the old price, COMPLETED at the new one; ${money}`);
}
