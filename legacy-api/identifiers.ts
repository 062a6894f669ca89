import { matching } from './http/checks.ts';

/** Ids of customers and orders: `C-10001`, `L-100001`, or what newer systems made. */
export const identifierPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;
export const identifier = matching(identifierPattern, 'an id of at most 80 letters, digits, - and _');

/** Stock keeping units, such as MUG-001. */
export const skuPattern = /^[A-Z0-9][A-Z0-9-]{2,31}$/;
export const sku = matching(skuPattern, '3 to 32 characters of A-Z, 0-9 and -, such as MUG-001');
