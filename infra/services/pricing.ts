import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { pricingLimits } from '../../services/pricing/time-limits.ts';
import { functionCode } from '../bundle.ts';
import { InternalApi } from '../patterns/internal-api.ts';
import { useTable } from '../patterns/use-table.ts';
import type { Catalog } from './catalog.ts';

/** Prices: nobody outside may ask for one, so there is no route to it. */
export class Pricing extends InternalApi {
  constructor(scope: Construct, id: string, { catalog }: { catalog: Catalog }) {
    super(scope, id, {
      service: 'pricing',
      code: functionCode('services/pricing/price'),
      timeout: Duration.millis(pricingLimits.run),
    });
    useTable(this.function, catalog.table, 'CATALOG_TABLE', 'BatchGetItem');
  }
}
