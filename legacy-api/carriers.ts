/** Where a parcel goes: country as ISO 3166-1 alpha-2. */
export interface Destination {
  country: string;
  postalCode: string;
}

/** Where parcels are handed in. */
export const origin = 'DE';

/** The kind of carriage to a country (ISO 3166-1 alpha-2). */
export const carrierTo = (country: string) =>
  country === origin ? 'parcel-domestic' : 'parcel-international';

/** Outside the customs territory of the Union, where no carrier of ours goes. By the first two digits of the postal code. */
const notServed = new Map([
  ['ES 35', 'the Canary Islands'],
  ['ES 38', 'the Canary Islands'],
  ['ES 51', 'Ceuta'],
  ['ES 52', 'Melilla'],
]);

/** The region around a destination that no carrier serves, undefined where one does. `35 001` and `E-35001` are 35001. */
export const notServedRegion = ({ country, postalCode }: Destination): string | undefined =>
  notServed.get(`${country} ${postalCode.replaceAll(/\D/g, '').slice(0, 2)}`);
