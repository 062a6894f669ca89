import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Order, type Product, shopApi } from '../api.ts';
import { Outcome, useDoing } from '../parts.tsx';
import { show } from '../route.ts';
import { money, number } from '../words.ts';

const products = signal<Product[]>([]);
const nextCursor = signal<string | undefined>(undefined);
const stock = signal<Record<string, number>>({});
const basket = signal<Record<string, number>>({});
const country = signal('DE');
const coupon = signal('');

/** Where the shop ships to, with a postal code that the carriers know. */
const destinations: Record<string, [name: string, postalCode: string]> = {
  DE: ['Germany', '10115'],
  AT: ['Austria', '1010'],
  FR: ['France', '75001'],
  NL: ['Netherlands', '1012'],
};

async function more(): Promise<string | undefined> {
  const page = await shopApi.products(nextCursor.value);
  products.value = [...products.value, ...page.items];
  nextCursor.value = page.nextCursor;
  await lookUp(page.items.map(({ sku }) => sku));
  return undefined;
}

/** One after the other: the shop can be used meanwhile. */
async function lookUp(skus: string[]): Promise<void> {
  for (const sku of skus) {
    const { available } = await shopApi.stock(sku);
    stock.value = { ...stock.value, [sku]: available };
  }
}

/** The shop counter: products, a basket, an order. */
export function Shop() {
  const loading = useDoing();
  useEffect(() => {
    if (products.value.length === 0) void loading.run(more);
    else void lookUp(products.value.map(({ sku }) => sku)).catch(() => {});
  }, []);
  return (
    <div class="columns">
      <section aria-labelledby="products">
        <h2 id="products">Products</h2>
        <ul class="products">
          {products.value.map((product) => (
            <ProductCard key={product.sku} product={product} />
          ))}
        </ul>
        {loading.busy && <p class="muted">Loading …</p>}
        {nextCursor.value && (
          <button type="button" disabled={loading.busy} onClick={() => void loading.run(more)}>
            More products
          </button>
        )}
        <Outcome {...loading} />
      </section>
      <Basket />
    </div>
  );
}

function ProductCard({ product }: { product: Product }) {
  const { sku, name, description, price } = product;
  const left = stock.value[sku];
  const add = () => {
    basket.value = { ...basket.value, [sku]: (basket.value[sku] ?? 0) + 1 };
  };
  return (
    <li class="card">
      <h3>{name}</h3>
      <p class="muted">{description}</p>
      <p>
        <strong>{money(price)}</strong>{' '}
        <span class="muted">
          {left === undefined ? '' : left > 0 ? `${number(left)} in stock` : 'sold out'}
        </span>
      </p>
      <button type="button" onClick={add} aria-label={`Add ${name} to the basket`}>
        Add
      </button>
    </li>
  );
}

function Basket() {
  const ordering = useDoing();
  const lines = Object.entries(basket.value).filter(([, quantity]) => quantity > 0);
  const order = () =>
    ordering.run(async () => {
      const placed = await shopApi.place(request(lines), crypto.randomUUID());
      basket.value = {};
      show('order', placed.orderId);
      return undefined;
    });
  return (
    <section class="basket" aria-labelledby="basket">
      <h2 id="basket">Basket</h2>
      {lines.length === 0 && <p class="muted">Nothing yet. Add a product.</p>}
      <ul>
        {lines.map(([sku, quantity]) => (
          <BasketLine key={sku} sku={sku} quantity={quantity} />
        ))}
      </ul>
      <label>
        Ship to{' '}
        <select
          value={country.value}
          onChange={({ currentTarget }) => {
            country.value = currentTarget.value;
          }}
        >
          {Object.entries(destinations).map(([code, [name]]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Coupon{' '}
        <input
          value={coupon.value}
          placeholder="WELCOME10"
          size={14}
          maxLength={40}
          onInput={({ currentTarget }) => {
            coupon.value = currentTarget.value;
          }}
        />
      </label>
      <button
        type="button"
        class="main"
        disabled={lines.length === 0 || ordering.busy}
        onClick={() => void order()}
      >
        {ordering.busy ? 'Ordering …' : 'Order'}
      </button>
      <Outcome {...ordering} />
      <p class="muted">The price is computed when you order, by a service that has no public route.</p>
    </section>
  );
}

function BasketLine({ sku, quantity }: { sku: string; quantity: number }) {
  const name = products.value.find((product) => product.sku === sku)?.name ?? sku;
  return (
    <li>
      <label>
        {name}{' '}
        <input
          type="number"
          min={0}
          max={999}
          value={quantity}
          onChange={({ currentTarget }) => {
            basket.value = {
              ...basket.value,
              [sku]: Math.max(0, Math.trunc(currentTarget.valueAsNumber) || 0),
            };
          }}
        />
      </label>
    </li>
  );
}

/** The order, at the prices that the customer saw: another price is told, not charged. */
function request(lines: [sku: string, quantity: number][]) {
  const [, postalCode] = destinations[country.value] ?? ['', ''];
  return {
    lines: lines.map(([sku, quantity]) => {
      const price = products.value.find((product) => product.sku === sku)?.price;
      return { sku, quantity, ...(price && { expectedUnitPrice: price }) };
    }),
    shipTo: { country: country.value, postalCode },
    ...(coupon.value.trim() && { coupon: coupon.value.trim() }),
  };
}

/** An order's price, broken down. */
export function PriceTable({ order }: { order: Order }) {
  const { lines, subtotal, discount, tax, total } = order;
  return (
    <table class="price">
      <caption>Price</caption>
      <tbody>
        {lines.map((line) => (
          <tr key={line.sku}>
            <th scope="row">
              {number(line.quantity)} × {line.name} <span class="muted">at {money(line.unitPrice)}</span>
            </th>
            <td>{money(line.lineTotal)}</td>
          </tr>
        ))}
        {(
          [
            ['Subtotal', subtotal],
            ['Discount', { ...discount, amount: 0 - discount.amount }],
            ['Tax', tax],
          ] as const
        ).map(([title, sum]) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td>{money(sum)}</td>
          </tr>
        ))}
        <tr class="total">
          <th scope="row">Total</th>
          <td>{money(total)}</td>
        </tr>
      </tbody>
    </table>
  );
}
