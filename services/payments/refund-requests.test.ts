import { test } from 'vitest';
import { expectLimits, type Limits } from '../shared/testing/limits.ts';
import { providerSecretSchema } from './provider.ts';
import { readRefundRequest } from './refund-requests.ts';

const text = (length: number) => 'x'.repeat(length);

test.each<Limits>([
  ['orderId', [text(1), text(500)], [undefined, '', text(501)]],
  ['paymentId', [text(1), text(255)], [undefined, '', text(256)]],
  ['amount', [1, Number.MAX_SAFE_INTEGER], [undefined, 0, -1, 1.5, '1']],
  ['currency', ['EUR', 'JPY'], [undefined, 'eur', 'EURO', '']],
  ['reason', [undefined], ['duplicate']],
])('the %s of a request for a refund keeps to its limits', (...limits) => {
  const request = { orderId: 'order-1', paymentId: 'pi_1', amount: 2500, currency: 'EUR' };
  expectLimits((document) => readRefundRequest(JSON.stringify(document)), request, limits);
});

test.each<Limits>([
  [
    'secretKey',
    ['sk_test_1', 'sk_live_1', 'rk_test_1'],
    [undefined, '', 'pk_test_1', 'sk_', ' sk_test_1', 1],
  ],
  [
    'apiUrl',
    [undefined, 'http://127.0.0.1:12111', 'https://localhost'],
    ['127.0.0.1', 'ftp://127.0.0.1', 'http://example.com', 'http://127.0.0.1.example.com'],
  ],
])('the %s of the provider’s secret keeps to its limits', (...limits) => {
  expectLimits((secret) => providerSecretSchema.parse(secret), { secretKey: 'sk_test_1' }, limits);
});
