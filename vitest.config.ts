import { configDefaults, defineConfig } from 'vitest/config';

/** How long a test waits for a condition: long, so that a busy machine fails no test. A condition that holds ends the wait. */
const expect = { poll: { timeout: 15_000 } };

/** Tests of our engines and of the legacy API, which share their modules: nothing in those remembers a test. */
const withSharedModules = '{local,legacy-api}/**/*.test.ts';

/** Tests of what is synthesised; they share the construct library, which takes a second to load. */
const ofSynthesis = [
  'infra/{rules,patterns,services,stacks}/**/*.test.ts',
  'infra/*.test.ts',
  'commands/lib/price-coverage.test.ts',
  'commands/lib/cost/page.test.ts',
  'commands/lib/{diagrams/system,console}/*.test.ts',
];

/**
 * `unit` sits beside the code and runs alone; so do `engines`, whose files share their modules; `synth` share one synthesis
 * of each size; `system` talks to one running system that the global setup starts.
 */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          expect,
          include: ['{services,infra,commands,load-tests}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ofSynthesis],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'engines',
          expect,
          include: [withSharedModules],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'synth',
          expect,
          include: ofSynthesis,
          globalSetup: ['infra/rules/synth.setup.ts'],
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'system',
          expect,
          include: ['tests/*.test.ts'],
          globalSetup: ['tests/system.setup.ts'],
          testTimeout: 90_000,
        },
      },
    ],
  },
});
