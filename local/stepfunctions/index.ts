import { z } from 'zod';
import { resourceType } from '../resource.ts';
import { substitute } from './substitute.ts';

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

export const resourceTypes = [stateMachine];
