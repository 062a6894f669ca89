import { expect, test } from 'vitest';
import { z } from 'zod';
import { pendingReference } from './pending.ts';
import { propertyProblems } from './property-problems.ts';

const schema = z.strictObject({
  Target: z.union([z.strictObject({ Arn: z.string() }), z.strictObject({ Port: z.number() })]).optional(),
  Size: z.number().optional(),
});

function problems(properties: object): string[] {
  const { error } = schema.safeParse(properties);
  return error ? propertyProblems('Test::Thing', properties, error) : [];
}

test('among alternatives the complaint is that of the closest one', () => {
  expect(problems({ Target: { Arn: 'a', Odd: 1 } })).toEqual([
    'Test::Thing has a property Target.Odd that the local run does not understand',
  ]);
});

test('an alternative that only waits for a value is no problem', () => {
  expect(
    problems({ Target: { Port: pendingReference('Server', 'Port') }, Size: pendingReference('Server') }),
  ).toEqual([]);
});

test('an unknown property is a problem even beside values that are not known yet', () => {
  expect(problems({ Size: pendingReference('Server'), Odd: pendingReference('Server') })).toEqual([
    'Test::Thing has a property Odd that the local run does not understand',
  ]);
});
