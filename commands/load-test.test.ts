import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { runScenario } from '../load-tests/run.ts';
import { findTarget, type Target } from '../load-tests/target.ts';
import { UsageError } from './lib/command.ts';
import { runCommand } from './lib/testing.ts';
import { command } from './load-test.ts';

vi.mock('../load-tests/target.ts', () => ({ findTarget: vi.fn(), targetOf: vi.fn() }));
vi.mock('../load-tests/run.ts', () => ({ runScenario: vi.fn() }));
afterEach(() => {
  vi.restoreAllMocks();
  for (const mock of [findTarget, runScenario]) vi.mocked(mock).mockReset();
});

const usual = { scenario: 'burst', seed: '1' };

describe('called wrongly, it looks at no system:', () => {
  const url = 'https://example.com';

  test.each([
    ['an unknown scenario', { scenario: 'storm' }, /^--scenario is "storm"; it must be one of steady, /],
    ['a seed that is no whole number', { seed: '1.5' }, /^--seed is "1\.5"; give a whole number/],
    ['compare at a URL', { scenario: 'compare', url }, /^The scenario compare needs templates of its own/],
    ['an outage at a URL', { scenario: 'outage', url }, /^The scenario outage takes the database away/],
  ])('%s', async (_, options, message) => {
    const error = await command.run({ values: { ...usual, ...options }, positionals: [] }).catch((e) => e);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
    expect(findTarget).not.toHaveBeenCalled();
  });
});

test('what is not this system is asked one question and gets no load: one line, exit code 2', async () => {
  const asked: string[] = [];
  const server = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout, stderr } = await runCommand(['load-test', '--url', url, '--yes']);
  expect(stderr).toBe(
    `load-test: What answers at ${url} is not this system, its x-served-by is missing: no load was sent\n`,
  );
  expect([code, stdout, asked]).toEqual([2, '', ['GET /products?limit=1']]);
});

describe('against a URL', () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
    vi.mocked(runScenario).mockRejectedValue(new Error('the load begins'));
  });

  function run(kind: Target['kind'], options: { yes?: boolean } = {}) {
    vi.mocked(findTarget).mockResolvedValue({ kind } as Target);
    const values = { ...usual, url: 'https://example.com', ...options };
    return command.run({ values, positionals: [] });
  }

  test('in AWS, nothing is sent before somebody agreed to the price', async () => {
    const { isTTY } = process.stdin;
    process.stdin.isTTY = false;
    onTestFinished(() => {
      process.stdin.isTTY = isTTY;
    });
    await expect(run('aws')).rejects.toThrow(UsageError);
    expect(said.join('\n')).toMatch(/^The scenario burst costs about:\n.*USD at most/s);
    expect(runScenario).not.toHaveBeenCalled();
  });

  test('in AWS, the price is told before the load also when it is accepted beforehand', async () => {
    vi.mocked(runScenario).mockImplementation(async () => {
      throw new Error(`the load begins after ${said.length > 2 ? 'the price' : 'nothing'}`);
    });
    await expect(run('aws', { yes: true })).rejects.toThrow('the load begins after the price');
  });

  test('on this machine it costs nothing and nobody is asked', async () => {
    await expect(run('local')).rejects.toThrow('the load begins');
    expect(said).toEqual([]);
  });
});
