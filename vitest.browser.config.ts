import { defineConfig } from 'vitest/config';

/** The console in a real browser, against one system that is started for it. Apart from `npm test`, which needs no browser. */
export default defineConfig({
  test: {
    name: 'browser',
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/browser/browser.setup.ts', 'tests/system.setup.ts'],
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
