import { describe, expect, test } from 'vitest';
import products from '../data/products.json' with { type: 'json' };
import type { Customer } from './customers.ts';
import type { Order, OrderLine } from './orders.ts';
import { seedRows } from './seed.ts';

const rows = seedRows();
const customers = rows['customers'] as Customer[];
const orders = rows['orders'] as Order[];
const lines = rows['order_lines'] as OrderLine[];

describe('the seed', () => {
  test('is the same every time', () => {
    expect(seedRows()).toEqual(rows);
  });

  test('has 1,000 customers from C-10001 on', () => {
    expect(customers.map(({ customer_id }) => customer_id)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => `C-${10_001 + index}`),
    );
  });

  test('gives every customer an e-mail address of their own, in ASCII, at example.com', () => {
    for (const { email } of customers) expect(email).toMatch(/^[a-z]+\.[a-z]+\.\d+@example\.com$/);
    expect(new Set(customers.map(({ email }) => email)).size).toBe(customers.length);
  });

  test.each([
    ['DE', /^\d{5}$/],
    ['NL', /^\d{4} [A-Z]{2}$/],
    ['PL', /^\d{2}-\d{3}$/],
    ['SE', /^\d{3} \d{2}$/],
    ['PT', /^\d{4}-\d{3}$/],
  ])('writes postal codes in %s as %s', (country, pattern) => {
    const there = customers.filter((customer) => customer.country === country);
    expect(there.length).toBeGreaterThan(20);
    for (const { postal_code } of there) expect(postal_code).toMatch(pattern);
  });

  test('gives every customer two to eight orders, more than 4,000 in all', () => {
    const counts = new Map<string, number>();
    for (const { customer_id } of orders) counts.set(customer_id, (counts.get(customer_id) ?? 0) + 1);
    expect(counts.size).toBe(customers.length);
    expect(Math.min(...counts.values())).toBe(2);
    expect(Math.max(...counts.values())).toBe(8);
    expect(orders.length).toBeGreaterThan(4_000);
  });

  test('numbers the orders in the order of time', () => {
    const times = orders.map(({ placed_at }) => placed_at);
    expect(times).toEqual([...times].sort());
    expect(orders.at(0)?.order_id).toBe('L-100001');
  });

  test('has one to four lines an order, each of another product at its price', () => {
    const prices = new Map(products.map(({ sku, price }) => [sku, price.amount]));
    const skus = Map.groupBy(lines, ({ order_id }) => order_id);
    expect(skus.size).toBe(orders.length);
    for (const of of skus.values()) {
      expect(of.length).toBeLessThanOrEqual(4);
      expect(new Set(of.map(({ sku }) => sku)).size).toBe(of.length);
    }
    for (const { sku, unit_price } of lines) expect(unit_price).toBe(prices.get(sku));
  });
});
