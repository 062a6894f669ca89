import { expect, test } from 'vitest';
import { trackingNumber } from './tracking.ts';

test.each([
  [47_312_482, 'CP473124829DE'],
  [1, 'CP000000014DE'],
  [8, 'CP000000080DE'],
  [0, 'CP000000005DE'],
  [147_312_482, 'CP473124829DE'],
])('shipment %i has the tracking number %s with its S10 check digit', (serial, expected) => {
  expect(trackingNumber(serial)).toBe(expected);
});
