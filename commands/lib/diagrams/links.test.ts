import { expect, test } from 'vitest';
import { currentLines } from './links.ts';

const page = 'docs/patterns/any.md';
const here = '../../commands/lib/diagrams/links.test.ts';

test('a link to a name gets the line where the file declares it; other links stay', () => {
  const other = `[that](${here}#L1) and [\`this\`](https://example.com/#L1)`;
  expect(currentLines(page, `[\`here\`](${here}#L99), ${other}`)).toBe(`[\`here\`](${here}#L5), ${other}`);
});

test('a link to a name that the file does not declare is refused', () => {
  expect(() => currentLines(page, `[\`there\`](${here}#L1)`)).toThrow(
    'docs/patterns/any.md links to there in commands/lib/diagrams/links.test.ts, which declares no such name',
  );
});
