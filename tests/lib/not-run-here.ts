/** Commands of the pages that tests/documented-commands.test.ts does not run, and why not. */

/** Run by another file: which, and the words by which it does. */
export const elsewhere: Record<string, [file: string, words: string]> = {
  'npm ci': ['.ci/run', 'npm ci\n'],
  'npm test': ['.ci/run', 'report test\n'],
  'npm run test:browser': ['.ci/run', 'report test:browser\n'],
  'npm run check': ['.ci/run', 'npm run check\n'],
  'npm run synth': ['.ci/run', 'npm run synth\n'],
  'npm audit': ['.github/workflows/ci.yml', 'npm audit '],
  'npm audit --omit=dev --audit-level=high': [
    '.github/workflows/ci.yml',
    'npm audit --omit=dev --audit-level=high\n',
  ],
  'npm audit --omit=dev --audit-level=high --prefix legacy-api': [
    '.github/workflows/ci.yml',
    'npm audit --omit=dev --audit-level=high --prefix legacy-api\n',
  ],
  'npm start': ['tests/system.setup.ts', "['commands/run.mjs', 'start', "],
  'npm start -- --time-factor 0.01': ['tests/start.test.ts', "'--time-factor', '0.01'"],
  'npm run deploy': ['commands/deploy.test.ts', "runCommand(['deploy', "],
  'npm run destroy': ['commands/deploy.test.ts', "runCommand(['destroy', "],
  'npm run deploy:emulator': ['commands/deploy-emulator.test.ts', "runCommand(['deploy:emulator', "],
  'npm run deploy:emulator -- --endpoint http://127.0.0.1:4566': [
    'commands/deploy-emulator.test.ts',
    "runCommand(['deploy:emulator', '--endpoint', ",
  ],
  'npm run cost': ['tests/cost.test.ts', 'measureOrder({ orders: 1 })'],
  'npm run migrate:catalog': ['tests/migration.test.ts', "'migrate:catalog'"],
  'npm run migrate:catalog -- --dry-run': ['tests/migration.test.ts', "migrate('dry-run')"],
  'npm run parity': ['tests/parity.test.ts', "['parity', "],
  'npm run parity -- --url $U': ['tests/parity.test.ts', "['parity', '--url', "],
  // These write into the repository: the tests say that what they would write stands there.
  'npm run openapi': ['infra/openapi/document.test.ts', 'toBe(openApiText())'],
  'npm run diagrams': ['commands/lib/diagrams/index.test.ts', 'staleDiagrams(diagrams)'],
  'npm run cost -- --write': ['commands/lib/cost/page.test.ts', 'toBe(costPage('],
  'npx vitest run --project system tests/privileges.test.ts --update': [
    'tests/privileges.test.ts',
    "toMatchFileSnapshot('../docs/privileges.md')",
  ],
};

/** Run by no test, by reasons. */
export const nowhere: Record<string, string[]> = {
  'It loads or measures the whole machine for minutes, and its figures mean nothing beside other tests.': [
    'npm run load-test',
    'npm run load-test -- --scenario compare',
    'npm run load-test -- --url $U',
    'npm run load-test -- --scenario poison --url $U',
    'npm run bench',
    'npm run bench -- --only facade',
    'npm run bench:bundles',
  ],
  'It takes minutes; tests/chaos.test.ts makes a smaller run.': [
    'npm run chaos',
    'npm run chaos -- --orders 50 --faults database-down,legacy-500 --seed 7',
  ],
  'It takes many minutes; tests/fuzz.test.ts sends a hundredth of its requests.': ['npm run fuzz'],
  'Only AWS has a quota, sends an e-mail, keeps a snapshot or deploys one stack of two.': [
    'aws apigateway get-account',
    'npm run deploy -- --alarm-email you@example.com',
    'aws rds create-db-snapshot',
    'cdk deploy --exclusively orders',
  ],
  "It needs an account at Stripe and Stripe's command line.": [
    'stripe listen --forward-to $U/webhooks/payments',
  ],
};
