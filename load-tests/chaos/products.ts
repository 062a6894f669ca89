import { type ApiClient, expectStatus } from '../../commands/lib/api.ts';
import stock from '../../services/fulfilment/seed/stock.json' with { type: 'json' };

/** Products that only this run sells, beside the catalogue. Of most there is more than enough, of some not: their last pieces are fought for. */
export const plentiful = Array.from(
  { length: 12 },
  (_, index) => `CHAOS-${String(index + 1).padStart(2, '0')}`,
);
export const scarce = ['CHAOS-SCARCE-1', 'CHAOS-SCARCE-2'];
/** Of an order of three lines with up to three pieces, as much as all of them could want. */
const piecesPerOrder = 3;
/** One in so many orders can have a piece of a scarce product: fewer than want one. */
const ordersPerScarcePiece = 200;

/** The products of a run, and how many pieces of each there were at first. */
export class Products {
  readonly initialStock: Record<string, number> = { ...stock };
  readonly #operator: ApiClient;

  constructor(operator: ApiClient) {
    this.#operator = operator;
  }

  /** Puts the products of a run of so many orders on sale. */
  async putOnSale(orders: number): Promise<void> {
    for (const sku of plentiful) await this.add(sku, piecesPerOrder * orders);
    for (const sku of scarce) await this.add(sku, Math.ceil(orders / ordersPerScarcePiece));
  }

  /** A product with so many pieces. */
  async add(sku: string, pieces: number): Promise<void> {
    const price = { amount: 1190, currency: 'EUR' };
    const product = {
      name: `Chaos ${sku}`,
      description: 'Sold by chaos runs only',
      category: 'tests',
      price,
    };
    expectStatus(await this.#operator.request('PUT', `/products/${sku}`, { body: product }), 201);
    const stock = await this.#operator.request('PUT', `/stock/${sku}`, { body: { available: pieces } });
    expectStatus(stock, 200, 201);
    this.initialStock[sku] = pieces;
  }
}
