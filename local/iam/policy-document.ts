import { z } from 'zod';
import { conditionSchema } from './conditions.ts';
import { listOf } from './lists.ts';

const version = z.enum(['2012-10-17', '2008-10-17']).optional();
const pattern = z
  .string()
  .refine((text) => !text.includes('${'), 'policy variables are not understood locally');
const patterns = listOf(pattern).optional();
const common = { Sid: z.string().optional(), Effect: z.enum(['Allow', 'Deny']) };

const statement = z
  .strictObject({
    ...common,
    Action: patterns,
    NotAction: patterns,
    Resource: patterns,
    NotResource: patterns,
    Condition: conditionSchema.default({}),
  })
  .refine(({ Action, NotAction }) => (Action === undefined) !== (NotAction === undefined), {
    error: 'must have either Action or NotAction',
  })
  .refine(({ Resource, NotResource }) => (Resource === undefined) !== (NotResource === undefined), {
    error: 'must have either Resource or NotResource',
  });

/**
 * What an identity may do:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export const policyDocument = z.strictObject({
  Version: version,
  Id: z.string().optional(),
  Statement: listOf(statement),
});
export type PolicyDocument = z.infer<typeof policyDocument>;
export type PolicyStatement = z.infer<typeof statement>;

/** Who may assume a role. Only services assume roles here. */
export const trustPolicy = z.strictObject({
  Version: version,
  Statement: listOf(
    z.strictObject({
      ...common,
      Action: listOf(z.string()),
      Principal: z.strictObject({ Service: listOf(z.string()) }),
      Condition: conditionSchema.default({}),
    }),
  ),
});
export type TrustPolicy = z.infer<typeof trustPolicy>;
