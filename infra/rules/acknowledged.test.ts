import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { acknowledgements, reasonedWildcards } from './acknowledged.ts';
import { literalText } from './assembly.ts';
import { actionsOf, grants } from './policies.ts';
import { synthesised } from './testing.ts';

interface Report {
  pluginReports: {
    pluginName: string;
    violations: { ruleName: string }[];
    suppressedViolations?: { acknowledgedId: string; acknowledgedAt: string }[];
  }[];
}

test.each(['small', 'full'] as const)(
  'in size %s each acknowledged finding is one that cdk-nag makes',
  (size) => {
    const report: Report = JSON.parse(
      readFileSync(join(inject('assemblies'), size, 'validation-report.json'), 'utf8'),
    );
    const suppressed = report.pluginReports.flatMap(({ suppressedViolations = [] }) =>
      suppressedViolations.map(({ acknowledgedId: id, acknowledgedAt: at }) => `${id} at ${at}`),
    );
    const acknowledged = acknowledgements
      .filter((one) => one.size === undefined || one.size === size)
      .flatMap(({ id, at }) => at.map((path) => `AwsSolutions::${id} at ${path}`));
    expect([...new Set(suppressed)].sort()).toEqual(acknowledged.sort());
  },
);

test('each wildcard with a reason is one that a policy has', () => {
  const system = synthesised();
  const allowed = grants(system)
    .filter(({ statement }) => literalText(statement.Resource, () => '') === '*')
    .flatMap(({ statement }) => actionsOf(statement));
  for (const { actions, on } of reasonedWildcards)
    for (const action of actions) expect(allowed, `${action} on ${on}`).toContain(action);
});
