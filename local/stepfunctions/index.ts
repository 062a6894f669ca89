import { z } from 'zod';
import { resourceType } from '../resource.ts';

const stateMachine = resourceType({
  type: 'AWS::StepFunctions::StateMachine',
  properties: z
    .strictObject({
      StateMachineName: z.string().optional(),
      StateMachineType: z.literal('STANDARD').optional(),
      RoleArn: z.string(),
      DefinitionString: z.string().optional(),
      Definition: z.record(z.string(), z.unknown()).optional(),
      DefinitionSubstitutions: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .optional(),
    })
    .refine(
      ({ Definition, DefinitionString }) => (Definition === undefined) !== (DefinitionString === undefined),
      {
        error: 'must have either DefinitionString or Definition',
      },
    ),
  create({ physicalId, properties }, system) {
    const name = properties.StateMachineName ?? physicalId;
    const arn = system.arn('states', `stateMachine:${name}`);
    const text = properties.DefinitionString ?? JSON.stringify(properties.Definition);
    const definition = substitute(text, properties.DefinitionSubstitutions ?? {});
    system.stateMachines.define({ arn, name, definition, roleArn: properties.RoleArn });
    return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },
});

/** Replaces `${name}` for each substitution; other text in braces belongs to the definition. */
function substitute(definition: string, substitutions: Record<string, string | number | boolean>): string {
  return definition.replace(/\$\{([^}]+)\}/g, (text, name: string) =>
    Object.hasOwn(substitutions, name) ? String(substitutions[name]) : text,
  );
}

export const resourceTypes = [stateMachine];
