import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from './rule.ts';

const root = join(import.meta.dirname, '../..');

/** Whoever is woken by an alarm finds in it what to do: each names a runbook that exists. */
export const alarmRunbook: Rule = {
  name: 'alarm-runbook',
  check: (assembly) =>
    assembly.resources<{ AlarmDescription?: string }>('AWS::CloudWatch::Alarm').flatMap((resource) => {
      const { AlarmDescription: description = '' } = resource.properties;
      const runbook = /What to do: (docs\/runbooks\/[\w-]+\.md)$/.exec(description)?.[1];
      if (runbook && existsSync(join(root, runbook))) return [];
      const message = runbook
        ? `its runbook ${runbook} does not exist. Write it.`
        : `its description is "${description}", which names no runbook. Make it by alarmOn of infra/patterns/alarm.ts.`;
      return [{ resource, message }];
    }),
};
