import { expect, test } from 'vitest';
import { carrierTo, notServedRegion } from './carriers.ts';

test('a parcel that leaves the country goes another way', () => {
  expect(carrierTo('DE')).toBe('parcel-domestic');
  expect(carrierTo('FR')).toBe('parcel-international');
});

test.each([
  ['ES', '35001', 'the Canary Islands'],
  ['ES', '38 670', 'the Canary Islands'],
  ['ES', 'E-51001', 'Ceuta'],
  ['ES', '52006', 'Melilla'],
])('no carrier goes to %s %s', (country, postalCode, region) => {
  expect(notServedRegion({ country, postalCode })).toBe(region);
});

test.each([
  ['ES', '28035'],
  ['ES', '07001'],
  ['FR', '35000'],
  ['DE', '51063'],
])('carriers go to %s %s', (country, postalCode) => {
  expect(notServedRegion({ country, postalCode })).toBeUndefined();
});
