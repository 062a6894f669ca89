import { Duration } from 'aws-cdk-lib';
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { functionCode } from '../bundle.ts';
import { SimpleWebService } from '../patterns/simple-web-service.ts';
import { queryIndex } from '../patterns/use-table.ts';
import { type Size, tableOptions } from '../size.ts';

const listing = 'listing';

/** Products: the routes that the legacy API gave up first. */
export class Catalog extends SimpleWebService {
  constructor(scope: Construct, id: string, { size }: { size: Size }) {
    super(scope, id, {
      service: 'catalog',
      code: functionCode('services/catalog/api'),
      timeout: Duration.seconds(10),
      partitionKey: 'sku',
      tableVariable: 'CATALOG_TABLE',
      tableActions: ['GetItem', 'PutItem', 'DeleteItem'],
      table: tableOptions(size),
      indexes: [
        {
          // All products in one partition, sorted: 3,000 reads a second, enough for a shop.
          indexName: listing,
          partitionKey: { name: 'listing', type: AttributeType.STRING },
          sortKey: { name: 'sku', type: AttributeType.STRING },
        },
      ],
    });
    queryIndex(this.function, this.table, listing);
  }
}
