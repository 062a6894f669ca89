import type { CataloguePrice } from '../catalog/contract.ts';
import { type Money, percentOf, shopCurrency } from '../shared/money.ts';
import type { PriceRequest, PriceResponse, Quote, Refusal } from './contract.ts';

/** Percent off a line from so many pieces on, highest first. */
const quantityDiscounts = [
  { from: 100, percent: 15 },
  { from: 50, percent: 10 },
  { from: 10, percent: 5 },
];

/** Percent off what the quantity discounts leave of the whole order. */
const coupons = new Map([['WELCOME10', 10]]);

/** Standard VAT in percent for each country that the shop ships to. */
const taxPercents = new Map([
  ['AT', 20],
  ['BE', 21],
  ['CZ', 21],
  ['DE', 19],
  ['DK', 25],
  ['ES', 21],
  ['FI', 25.5],
  ['FR', 20],
  ['IE', 23],
  ['IT', 22],
  ['LU', 17],
  ['NL', 21],
  ['PL', 23],
  ['PT', 23],
  ['SE', 25],
]);

type PricedLine = Quote['lines'][number];

/**
 * Prices an order in integer minor units. Rounding happens in three places only, each time half up to a whole unit:
 * the quantity discount of each line, the coupon on what these leave of the order, and the tax on what is left after
 * both. Sums are exact. Tax comes on top of catalogue prices.
 */
export function priceOrder(
  request: PriceRequest,
  catalogue: ReadonlyMap<string, CataloguePrice>,
): PriceResponse {
  const lines: PricedLine[] = [];
  const unknown: string[] = [];
  for (const { sku, quantity } of request.lines) {
    const product = catalogue.get(sku);
    if (product) lines.push(priceLine(product, quantity));
    else unknown.push(sku);
  }
  if (unknown.length > 0)
    return refused('unknown_sku', `Not in the catalogue: ${unknown.join(', ')}`, unknown);

  const { coupon, country } = request;
  const couponPercent = coupon === undefined ? 0 : coupons.get(coupon);
  if (couponPercent === undefined) return refused('unknown_coupon', `${coupon} is no coupon of this shop`);

  const taxPercent = taxPercents.get(country);
  if (taxPercent === undefined) {
    const known = [...taxPercents.keys()].join(', ');
    return refused('unsupported_destination', `We do not ship to ${country}, only to ${known}`);
  }
  return { ok: true, quote: addUp(lines, couponPercent, taxPercent) };
}

function priceLine({ sku, name, price }: CataloguePrice, quantity: number): PricedLine {
  return { sku, name, quantity, unitPrice: price, lineTotal: money(price.amount * quantity) };
}

function addUp(lines: PricedLine[], couponPercent: number, taxPercent: number): Quote {
  const subtotal = sum(lines.map((line) => line.lineTotal.amount));
  const offLines = sum(lines.map(quantityDiscount));
  const discount = offLines + percentOf(subtotal - offLines, couponPercent);
  const tax = percentOf(subtotal - discount, taxPercent);
  return {
    lines,
    subtotal: money(subtotal),
    discount: money(discount),
    tax: money(tax),
    total: money(subtotal - discount + tax),
  };
}

function quantityDiscount({ quantity, lineTotal }: PricedLine): number {
  const step = quantityDiscounts.find(({ from }) => quantity >= from);
  return percentOf(lineTotal.amount, step?.percent ?? 0);
}

const money = (amount: number): Money => ({ amount, currency: shopCurrency });

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

const refused = (code: Refusal['code'], detail: string, skus?: string[]): PriceResponse => ({
  ok: false,
  error: { code, detail, ...(skus && { skus }) },
});
