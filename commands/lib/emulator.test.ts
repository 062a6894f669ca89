import { describe, expect, test } from 'vitest';
import { emulatorEndpoint, emulatorEnvironment } from './emulator.ts';

describe('the endpoint of an emulator', () => {
  test.each(['http://127.0.0.1:4566', 'http://localhost:4566', 'http://[::1]:4566', 'http://127.0.0.2:80/'])(
    '%s is on this machine',
    (url) => {
      expect(emulatorEndpoint(url)).toBe(new URL(url).origin);
    },
  );

  test.each([
    'https://sts.amazonaws.com',
    'http://127.0.0.1.example.com:4566',
    'http://127.0.0.1@example.com',
    'http://0.0.0.0:4566',
    'http://10.0.0.1:4566',
    'http://localhost.localstack.cloud:4566',
    'ftp://127.0.0.1',
    'not a url',
    '',
  ])('"%s" is refused by its name', (url) => {
    expect(() => emulatorEndpoint(url)).toThrow(`"${url}" is not the endpoint of an emulator`);
  });
});

test('nothing of the shell’s AWS settings reaches the emulator', () => {
  const shell = {
    PATH: '/bin',
    AWS_PROFILE: 'production',
    AWS_SESSION_TOKEN: 'real',
    AWS_ACCESS_KEY_ID: 'real',
    AWS_ENDPOINT_URL_S3: 'https://s3.amazonaws.com',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  };
  const environment = emulatorEnvironment('http://127.0.0.1:4566', shell);
  expect(environment).toMatchObject({ PATH: '/bin', AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' });
  expect(Object.values(environment).join()).not.toMatch(/real|production|amazonaws/);
  expect(environment).not.toHaveProperty('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS');
});
