import { configDefaults, defineConfig } from 'vitest/config';

/** `unit` sits beside the code and runs alone; `rules` share one synthesis of each size; `system` talks to one running system that the global setup starts. */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{services,infra,local,legacy-api,commands,load-tests}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'infra/rules/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'rules',
          include: ['infra/rules/**/*.test.ts'],
          globalSetup: ['infra/rules/synth.setup.ts'],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['tests/**/*.test.ts'],
          globalSetup: ['tests/system.setup.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
