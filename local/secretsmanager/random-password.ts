import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { boolean, integer } from '../cfn.ts';

/** How Secrets Manager is to make a password up; defaults as in the GetRandomPassword API reference. */
export const passwordRules = {
  PasswordLength: integer(1, 4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeNumbers: boolean.default(false),
  ExcludePunctuation: boolean.default(false),
  ExcludeUppercase: boolean.default(false),
  ExcludeLowercase: boolean.default(false),
  IncludeSpace: boolean.default(false),
  RequireEachIncludedType: boolean.default(true),
};
const rulesSchema = z.object(passwordRules);
export type PasswordRules = z.infer<typeof rulesSchema>;

const lowercase = 'abcdefghijklmnopqrstuvwxyz';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

/** A password with at least one character of each included type, unless that is not required. */
export function randomPassword(rules: PasswordRules): string {
  const types = [
    rules.ExcludeLowercase ? '' : lowercase,
    rules.ExcludeUppercase ? '' : lowercase.toUpperCase(),
    rules.ExcludeNumbers ? '' : '0123456789',
    rules.ExcludePunctuation ? '' : punctuation,
    rules.IncludeSpace ? ' ' : '',
  ]
    .map((type) => type.split('').filter((character) => !rules.ExcludeCharacters.includes(character)))
    .filter((type) => type.length > 0);
  const all = types.flat();
  if (all.length === 0) throw new Error('GenerateSecretString excludes every character.');
  const required = rules.RequireEachIncludedType ? types.map(pick) : [];
  if (required.length > rules.PasswordLength) {
    throw new Error(
      `PasswordLength ${rules.PasswordLength} has no room for each of ${required.length} types.`,
    );
  }
  const others = Array.from({ length: rules.PasswordLength - required.length }, () => pick(all));
  return shuffled([...required, ...others]).join('');
}

function pick(characters: string[]): string {
  return characters[randomInt(characters.length)] ?? '';
}

function shuffled(characters: string[]): string[] {
  const withKeys = characters.map((character) => ({ character, key: randomInt(2 ** 32) }));
  return withKeys.toSorted((a, b) => a.key - b.key).map(({ character }) => character);
}
