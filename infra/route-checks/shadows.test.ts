import { expect, test } from 'vitest';
import { shadows } from './shadows.ts';
import { problemsOf } from './testing.ts';

const line = (key: string) => `'${key}': { owner: 'legacy', access: 'public' },`;

test('a line behind a greedy segment is refused with the one that shadows it', () => {
  const [greedy, deeper] = [line('ANY /books/{proxy+}'), line('GET /books/{proxy+}/pages')];
  expect(problemsOf(shadows, deeper, greedy)).toEqual([
    'infra/routes.ts:2 and infra/routes.ts:1: /books/{proxy+} takes all that follows, so nothing reaches /books/{proxy+}/pages. End the path there, or name a segment before it.' +
      `\n    ${greedy}\n    ${deeper}`,
  ]);
  expect(problemsOf(shadows, deeper)).toEqual([expect.stringMatching(/^infra\/routes\.ts:1: /)]);
});

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

test('an ANY that other lines leave no method is refused with them', () => {
  const named = methods.map((method) => line(`${method} /books`));
  expect(problemsOf(shadows, line('ANY /books'), ...named)).toEqual([
    expect.stringContaining('ANY /books stands for no method: other lines name each of them. Remove it.'),
  ]);
  expect(problemsOf(shadows, line('ANY /books'), ...named.slice(1))).toEqual([]);
});
