import type { Random } from './random.ts';

/** What a line takes from a product. */
export interface OrderedProduct {
  sku: string;
  name: string;
  price: { amount: number; currency: string };
}

/** A row of the table `orders`. */
export interface Order {
  order_id: string;
  customer_id: string;
  status: string;
  /** An instant, ISO 8601 in UTC. */
  placed_at: string;
  currency: string;
}

/** A row of the table `order_lines`. */
export interface OrderLine {
  order_id: string;
  line_number: number;
  sku: string;
  name: string;
  quantity: number;
  unit_price: number;
}

const firstNumber = 100_001;
const firstOrder = Date.UTC(2023, 0, 2);
const lastOrder = Date.UTC(2026, 5, 30);
const statuses = [...Array<string>(17).fill('COMPLETED'), 'CANCELLED', 'CANCELLED', 'REFUNDED'];

/** Two to eight orders for each customer, numbered `L-100001` and so on in the order of time. */
export function orders(random: Random, customerIds: string[], products: OrderedProduct[]) {
  const placed = customerIds
    .flatMap((customer_id) =>
      Array.from({ length: random.between(2, 8) }, () => ({
        customer_id,
        at: random.between(firstOrder, lastOrder),
      })),
    )
    .sort((a, b) => a.at - b.at);
  const lines: OrderLine[] = [];
  const orders = placed.map(({ customer_id, at }, index): Order => {
    const order_id = `L-${firstNumber + index}`;
    lines.push(...orderLines(random, order_id, products));
    return {
      order_id,
      customer_id,
      status: random.pick(statuses),
      placed_at: new Date(at).toISOString(),
      currency: 'EUR',
    };
  });
  return { orders, lines };
}

/** One to four lines of different products. */
function orderLines(random: Random, order_id: string, products: OrderedProduct[]): OrderLine[] {
  const chosen = new Set(Array.from({ length: random.between(1, 4) }, () => random.pick(products)));
  return [...chosen].map(({ sku, name, price }, index) => ({
    order_id,
    line_number: index + 1,
    sku,
    name,
    quantity: random.between(1, 3),
    unit_price: price.amount,
  }));
}
