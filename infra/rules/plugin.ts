import { join } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { Assembly } from './assembly.ts';
import { lineOf, type Rule } from './rule.ts';

/** Runs rules as part of every synthesis, by the command line or not: one finding, and the synthesis fails. */
export class RulesPlugin implements IPolicyValidationPlugin {
  readonly name = 'infra rules';
  readonly ruleIds: string[];
  private readonly rules: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    this.ruleIds = rules.map(({ name }) => name);
  }

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const assembly = new Assembly(templatePaths);
    const violations = this.rules.flatMap((rule) =>
      rule.check(assembly).map((finding) => ({
        ruleName: rule.name,
        description: lineOf(finding),
        // Nobody acknowledges it away, and no acknowledgement elsewhere turns the report into a success.
        severity: 'fatal',
        violatingResources: [
          {
            resourceLogicalId: finding.resource.id,
            templatePath: join(assembly.directory, `${finding.resource.stack}.template.json`),
            locations: [],
          },
        ],
      })),
    );
    return { success: violations.length === 0, violations };
  }
}
