import { expect, test } from 'vitest';
import { capacity, ledgerConnections, legacyConnections } from './capacity.ts';

test('all sessions that can be open at once fit into the database, with the reserve left free', () => {
  const most = ledgerConnections + legacyConnections + capacity.audit.sessions;
  expect(most).toBeLessThanOrEqual(capacity.maxConnections - capacity.reservedConnections);
});
