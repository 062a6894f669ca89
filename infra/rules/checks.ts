import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { sizeNameFromContext } from '../size.ts';
import { acknowledgements } from './acknowledged.ts';
import { rules } from './index.ts';
import { RulesPlugin } from './plugin.ts';

/**
 * Lets every synthesis of the app fail on what our rules or cdk-nag's AwsSolutions pack find and nobody acknowledged.
 * CloudFormation's own validator runs beside them: cdk.json sets its findings to errors.
 */
export function addChecks(app: App): void {
  const size = sizeNameFromContext(app.node);
  for (const { id, at, size: only, reason } of acknowledgements)
    if (only === undefined || only === size)
      for (const path of at)
        Validations.of(constructAt(app, path)).acknowledge({ id: `AwsSolutions::${id}`, reason });
  Validations.of(app).addPlugins(new RulesPlugin(rules), new AwsSolutionsChecks(app));
}

function constructAt(app: App, path: string): IConstruct {
  const construct = app.node.findAll().find(({ node }) => node.path === path);
  if (construct) return construct;
  throw new Error(
    `infra/rules/acknowledged.ts accepts a finding at "${path}", where no construct is. Correct the path or remove it.`,
  );
}
