import { describe, expect, test } from 'vitest';
import { readContent } from './dead-letter-content.ts';
import { paymentEvent } from './payment-event.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const facts = { orderId: 'o-1', amount: 5, currency: 'EUR', eventId: 'evt_1', paymentId: 'pi_1' };

describe('the content of a dead letter', () => {
  test.each(['succeeded', 'refunded'] as const)('tells a %s event by its ids', (outcome) => {
    const { what, ids } = readContent(base64(paymentEvent({ ...facts, outcome })));
    expect(what).toMatch(/^[a-z_]+\.[a-z]+ evt_1 of order o-1 by payment pi_1$/);
    expect(ids).toEqual(['evt_1', 'pi_1']);
  });

  test('tells a message of our own by its ids', () => {
    expect(readContent('{"orderId":"o-1","paymentId":"pi_1","amount":5}')).toEqual({
      what: 'of order o-1 by payment pi_1',
      ids: ['pi_1'],
    });
  });

  test('shows nothing that could be more than an id', () => {
    const hostile = { id: '\u001b[2Jevil', type: 'a b', data: { object: { id: 'x'.repeat(300) } } };
    expect(readContent(base64(JSON.stringify(hostile))).what).toBe('a body without the ids of an event');
  });

  test.each([base64('no JSON'), '[]', 'null', base64('"text"'), ''])('%j is no event', (body) => {
    expect(readContent(body).what).toMatch(/^a body of \d+ characters that is no JSON object$/);
  });
});
