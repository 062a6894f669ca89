import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

const environment = {
  PORT: '8080',
  DRAIN_SECONDS: '20',
  DATABASE_HOST: 'db.internal',
  DATABASE_PORT: '5432',
  DATABASE_NAME: 'legacy',
  DATABASE_USER: 'reader',
  DATABASE_PASSWORD: 'hunter2',
  DATABASE_POOL_SIZE: '5',
};

describe('the configuration', () => {
  test('is read from the environment', () => {
    expect(readConfig(environment)).toEqual({
      port: 8080,
      host: undefined,
      drainSeconds: 20,
      database: {
        ...{ host: 'db.internal', port: 5432, database: 'legacy', user: 'reader', password: 'hunter2' },
        poolSize: 5,
      },
    });
  });

  test('may name one address to listen on', () => {
    expect(readConfig({ ...environment, HOST: '127.0.0.1' }).host).toBe('127.0.0.1');
  });

  test('names every missing variable at once', () => {
    for (const name of Object.keys(environment)) expect(() => readConfig({})).toThrow(`${name} is missing`);
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['DATABASE_PORT', '0'],
    ['DATABASE_PORT', '-1'],
    ['DATABASE_POOL_SIZE', '1.5'],
    ['DATABASE_POOL_SIZE', '101'],
  ])('refuses %s=%s, saying what was given and what is expected', (name, value) => {
    const read = () => readConfig({ ...environment, [name]: value });
    expect(read).toThrow(new RegExp(`${name} is "${value}", expected a whole number from \\d+ to \\d+`));
  });

  test.each([
    ['PORT', ['0', '65535'], ['-1', '65536']],
    ['DRAIN_SECONDS', ['1', '110'], ['0', '111']],
    ['DATABASE_PORT', ['1', '65535'], ['0', '65536']],
    ['DATABASE_POOL_SIZE', ['1', '100'], ['0', '101', '0000000001']],
  ])('keeps %s to its limits', (name, taken, refused) => {
    for (const value of taken) expect(() => readConfig({ ...environment, [name]: value })).not.toThrow();
    for (const value of refused)
      expect(() => readConfig({ ...environment, [name]: value })).toThrow(`${name} is "${value}"`);
  });

  test.each(['verify_full', 'require', ''])(
    'refuses PGSSLMODE=%s, by which nobody would be verified',
    (mode) => {
      expect(() => readConfig({ ...environment, PGSSLMODE: mode })).toThrow(
        `PGSSLMODE is "${mode}", expected disable or verify-full`,
      );
      expect(() => readConfig({ ...environment, PGSSLMODE: 'verify-full' })).not.toThrow();
    },
  );

  test('never repeats the password', () => {
    expect(() => readConfig({ ...environment, PORT: '' })).toThrow(/^(?!.*hunter2)/);
  });
});
