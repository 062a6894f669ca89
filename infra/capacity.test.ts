import { expect, test } from 'vitest';
import { capacity, ledgerConnections, legacyConnections } from './capacity.ts';
import { testApp } from './patterns/testing.ts';
import { sizeFromContext } from './size.ts';

test.each(['small', 'full'])(
  'all sessions that can be open at once in size %s fit into the database, with the reserve left free',
  (size) => {
    const ofLegacyApi = legacyConnections(sizeFromContext(testApp({ context: { size } }).node));
    const most = ledgerConnections + ofLegacyApi + capacity.audit.sessions;
    expect(most).toBeLessThanOrEqual(capacity.maxConnections - capacity.reservedConnections);
  },
);
