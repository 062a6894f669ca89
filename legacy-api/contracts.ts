import { customerContracts } from './customer-contract.ts';
import { named, object, oneOf } from './http/checks.ts';
import type { Contracts } from './http/contract.ts';
import { orderContracts } from './order-contract.ts';
import { orderTransferContracts } from './order-transfer.ts';
import { productContracts } from './product-contract.ts';
import { productTransferContracts } from './product-transfer.ts';
import { shipmentContracts } from './shipment-contract.ts';

const health = named('Health', object({ status: oneOf('healthy', 'draining') }));

/** What every route that the public API leads to takes and answers. */
export const contracts: Contracts = {
  'GET /health': {
    summary: 'Says whether the legacy API serves',
    answers: {
      200: { description: 'It does', body: health },
      503: { description: 'It is about to stop', body: health },
    },
    errors: [],
  },
  ...customerContracts,
  ...orderContracts,
  ...productContracts,
  ...shipmentContracts,
  ...orderTransferContracts,
  ...productTransferContracts,
};
