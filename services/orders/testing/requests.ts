import fc from 'fast-check';

/** The products that generated orders are about, if they are about any. */
export const knownSkus = ['MUG-001', 'PEN-001', 'CUP-001'];

/** Now and then something that is hardly ever right. */
const mostly = <T, U>(right: fc.Arbitrary<T>, other: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 15, arbitrary: right }, { weight: 1, arbitrary: other });

/** Texts as a client may send them in JSON: any characters, halves of surrogate pairs as well. */
const texts = (maxLength: number) => {
  const characters = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('\ud800', '\udfff', '#', '\0'),
  );
  return fc.array(characters, { minLength: 1, maxLength }).map((parts) => parts.join(''));
};

const line = fc.record(
  {
    sku: mostly(fc.constantFrom(...knownSkus), texts(32)),
    quantity: mostly(fc.integer({ min: 1, max: 999 }), fc.double()),
    expectedUnitPrice: fc.record({
      amount: mostly(fc.constant(1250), fc.maxSafeNat()),
      currency: mostly(fc.constant('EUR'), fc.constantFrom('USD', 'eur')),
    }),
  },
  { requiredKeys: ['sku', 'quantity'] },
);

/** Bodies of `POST /orders`: most are right, the others nearly so. */
export const orderBodies = fc.record(
  {
    lines: mostly(
      fc.uniqueArray(line, { minLength: 1, maxLength: 5, selector: ({ sku }) => sku }),
      fc.array(line, { maxLength: 60 }),
    ),
    shipTo: fc.record({
      country: mostly(fc.constantFrom('DE', 'FI'), fc.constantFrom('US', 'de')),
      postalCode: mostly(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 -]{0,11}$/), texts(12)),
    }),
    coupon: mostly(fc.constant('WELCOME10'), texts(40)),
  },
  { requiredKeys: ['lines', 'shipTo'] },
);
