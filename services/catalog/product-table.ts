import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { CodedError } from '../shared/errors.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { type Product, type ProductInput, type ProductPage, toProduct } from './product.ts';

/** Every product carries this value, so that one partition of the index `listing` holds them all, sorted by SKU. */
const listing = 'all';

/** The catalogue's table: products by SKU, and all of them in order through the index `listing`. */
export function productTable(documents: DynamoDBDocumentClient, table: string) {
  return {
    async find(sku: string): Promise<Product | undefined> {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { sku } }));
      return Item && fromItem(Item);
    },

    /** Reads one item more than asked for, to know whether another page follows. */
    async list(limit: number, cursor?: string): Promise<ProductPage> {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'listing',
          KeyConditionExpression: 'listing = :all',
          ExpressionAttributeValues: { ':all': listing },
          ExclusiveStartKey: cursor === undefined ? undefined : { listing, sku: fromCursor(cursor) },
          Limit: limit + 1,
        }),
      );
      const items = Items.slice(0, limit).map(fromItem);
      const last = items.at(-1);
      return Items.length > limit && last ? { items, nextCursor: toCursor(last.sku) } : { items };
    },

    /** Creates a product, or replaces the version that the input names; anything else there is `stale_version`. */
    async put(sku: string, input: ProductInput): Promise<Product> {
      const product = toProduct(sku, input);
      await orStale(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: toItem(product),
            ...(input.version === undefined
              ? { ConditionExpression: 'attribute_not_exists(sku)' }
              : versionIs(input.version)),
          }),
        ),
        input.version === undefined
          ? `${sku} exists already: send the version that you read to replace it`
          : `${sku} is not at version ${input.version}: read it again and repeat the change on that`,
      );
      return product;
    },

    /** Removes a product, when `version` is given only in that version. An absent product is fine. */
    async remove(sku: string, version?: number): Promise<void> {
      await orStale(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: { sku },
            ...(version !== undefined && versionIs(version, 'attribute_not_exists(sku) OR ')),
          }),
        ),
        `${sku} is not at version ${version}: read it again and decide on that`,
      );
    },
  };
}

const versionIs = (version: number, or = '') => ({
  ConditionExpression: `${or}version = :version`,
  ExpressionAttributeValues: { ':version': version },
});

async function orStale(write: Promise<unknown>, detail: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new CodedError('stale_version', detail, { cause: error });
  }
}

export const toItem = (product: Product) => ({ ...product, listing });

/** Names each field, so that what else is stored never leaks. */
function fromItem(item: Record<string, unknown>): Product {
  const { sku, name, description, category, price, version } = item as Product;
  return { sku, name, description, category, price, version };
}
