import { matching } from './http/checks.ts';

/** Ids of orders: `L-100001`, or what newer systems made. */
export const orderIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;
export const orderId = matching(orderIdPattern, 'an id of at most 80 letters, digits, - and _');

/** Whoever signs in. Ids of customers are made elsewhere, addresses among them: `C-10001`, `ada@example.com`. */
export const callerIdPattern = /^[\x21-\x7e]{1,128}$/;
export const customerId = matching(callerIdPattern, 'an id of at most 128 visible ASCII characters');

/** Stock keeping units, such as MUG-001. */
export const skuPattern = /^[A-Z0-9][A-Z0-9-]{2,31}$/;
export const sku = matching(skuPattern, '3 to 32 characters of A-Z, 0-9 and -, such as MUG-001');
