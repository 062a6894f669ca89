import { describe, expect, test } from 'vitest';
import { checkJsonLimits } from './json-limits.ts';

const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels);
const refusal = (text: string) => {
  try {
    checkJsonLimits(text);
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('a body', () => {
  test('may be nested 16 levels deep, not 17, also one that is no JSON', () => {
    expect(refusal(nested(16))).toBeUndefined();
    expect(refusal(nested(17))).toBe('invalid_request');
    expect(refusal('{"a":'.repeat(17))).toBe('invalid_request');
  });

  test('may hold brackets in its strings, however they are escaped', () => {
    expect(refusal(JSON.stringify({ text: '[{'.repeat(40) }))).toBeUndefined();
    expect(refusal(JSON.stringify({ text: `\\"${'['.repeat(40)}` }))).toBeUndefined();
    expect(refusal(`{"text":"\\\\",${nested(17)}}`)).toBe('invalid_request');
  });

  test('may have many lists and objects side by side', () => {
    expect(
      refusal(JSON.stringify({ lines: Array.from({ length: 50 }, () => ({ tags: [] })) })),
    ).toBeUndefined();
  });

  test('may have 64 KiB, counted in bytes', () => {
    expect(refusal('x'.repeat(65_536))).toBeUndefined();
    expect(refusal(`${'x'.repeat(65_535)}é`)).toBe('payload_too_large');
  });

  test('of nothing but escaped quotes is read in one pass', () => {
    const before = performance.now();
    checkJsonLimits('\\"'.repeat(32_768));
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
