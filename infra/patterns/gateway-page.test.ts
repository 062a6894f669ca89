import { expect, test } from 'vitest';
import { gatewayPage } from './gateway-page.ts';

test('a page with characters that are not ASCII is refused', () => {
  expect(() => gatewayPage({ mediaType: 'text/html', text: 'größer' })).toThrow('not ASCII');
});

test('a page that makes too long a template is refused', () => {
  expect(() => gatewayPage({ mediaType: 'text/html', text: 'x'.repeat(250_000) })).toThrow(
    /a mapping template of 3333\d\d bytes, and API Gateway takes 307200/,
  );
});
