import fc from 'fast-check';
import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { verify } from './verify.ts';

const signedAt = 1_790_000_000;
const secret = 'whsec_test';
const { webhooks } = new Stripe('sk_test_unused');

/** A request that was signed so many seconds before it came. */
function signed(age: number, payload = '{"id":"evt_1"}', by = secret) {
  const signature = webhooks.generateTestHeaderString({ payload, secret: by, timestamp: signedAt });
  return { body: Buffer.from(payload), signature, receivedAt: (signedAt + age) * 1000 };
}

test('a signature may be five minutes old when its request arrives, and no older', () => {
  expect(verify(signed(300), [secret])).toEqual({ event: { id: 'evt_1' } });
  expect(verify(signed(301), [secret])).toEqual({ refused: 'stale' });
});

test('a request that says nothing of a signature, or signs no JSON, is refused', () => {
  expect(verify({ ...signed(0), signature: undefined }, [secret])).toEqual({ refused: 'unsigned' });
  expect(verify(signed(0, 'no JSON'), [secret])).toEqual({ refused: 'not_json' });
});

test('what fails on our side is no refusal, or its event would be lost', () => {
  const noText = 5 as unknown as string;
  expect(() => verify(signed(0), [noText])).toThrow(TypeError);
});

const secrets = fc.stringMatching(/^whsec_[A-Za-z0-9]{1,40}$/);
const text = fc.string({ minLength: 1, maxLength: 50, unit: 'binary' });

test('any body that any of the secrets signed is taken as it is', () => {
  fc.assert(
    fc.property(fc.json(), secrets, secrets, (payload, one, other) => {
      const taken = { event: JSON.parse(payload) };
      expect(verify(signed(0, payload, one), [one])).toEqual(taken);
      expect(verify(signed(0, payload, one), [other, one])).toEqual(taken);
    }),
  );
});

test('a request of which one bit was changed is refused, in its body, its signature or its time', () => {
  const at = fc.record({
    part: fc.constantFrom('body', 'signature'),
    byte: fc.nat(),
    bit: fc.nat({ max: 7 }),
  });
  fc.assert(
    fc.property(fc.json(), at, (payload, { part, byte, bit }) => {
      const request = signed(0, payload);
      const bytes = part === 'body' ? request.body : Buffer.from(request.signature, 'latin1');
      const place = byte % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
      if (part === 'signature') request.signature = bytes.toString('latin1');
      expect(verify(request, [secret])).toEqual({ refused: 'wrong_signature' });
    }),
    { numRuns: 500 },
  );
});

test('a request that another secret signed is refused', () => {
  fc.assert(
    fc.property(fc.json(), secrets, secrets, (payload, one, other) => {
      fc.pre(one !== other);
      expect(verify(signed(0, payload, one), [other])).toEqual({ refused: 'wrong_signature' });
    }),
  );
});

test.each(['t=1', 't=1,v1', 't=1,v1=', 't=1,v1==a', 'v1=a', ',', '='])(
  'the header %s is refused',
  (signature) => {
    expect(verify({ ...signed(0), signature }, [secret])).toEqual({ refused: 'wrong_signature' });
  },
);

test('a header that is no signature is refused, whatever is in it', () => {
  // As long as a signature, but longer in bytes.
  const digits = fc.string({ minLength: 64, maxLength: 64, unit: fc.constantFrom('0', 'a', 'é', '€') });
  const header = fc.oneof(
    text,
    digits.map((v1) => `t=${signedAt},v1=${v1}`),
  );
  fc.assert(
    fc.property(header, (signature) => {
      expect(verify({ ...signed(0), signature }, [secret])).toEqual({ refused: 'wrong_signature' });
    }),
  );
});
