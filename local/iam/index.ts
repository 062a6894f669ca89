import { z } from 'zod';
import { integer } from '../cfn.ts';
import { type ResourceType, resourceType } from '../resource.ts';
import { stableHex } from '../stable-id.ts';
import { policyDocument, trustPolicy } from './policy-document.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
const role = resourceType({
  type: 'AWS::IAM::Role',
  properties: z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: trustPolicy,
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).default([]),
    ManagedPolicyArns: z.array(z.string()).default([]),
    Path: z.literal('/', 'roles have no path here').optional(),
    MaxSessionDuration: integer(3600, 43_200).optional(),
  }),
  create({ physicalId, properties }, { roles }) {
    const name = properties.RoleName ?? physicalId;
    const created = roles.create({ name, trust: properties.AssumeRolePolicyDocument });
    for (const { PolicyDocument } of properties.Policies) created.attach(PolicyDocument);
    for (const arn of properties.ManagedPolicyArns) created.attach(roles.managedPolicy(arn));
    const id = `AROA${stableHex(name).toUpperCase()}`;
    return { ref: name, attributes: { Arn: created.arn, RoleId: id } };
  },
});

/** A policy that is part of the roles that it names. */
const policy = resourceType({
  type: 'AWS::IAM::Policy',
  properties: z.strictObject({
    PolicyName: z.string(),
    PolicyDocument: policyDocument,
    Roles: z.array(z.string()).min(1, 'roles are the only identities here'),
  }),
  create({ physicalId, properties }, { roles }) {
    for (const name of properties.Roles) roles.named(name).attach(properties.PolicyDocument);
    return { ref: physicalId, attributes: { Id: physicalId } };
  },
});

/** A policy with an ARN of its own, by which roles attach it, or which names the roles itself. */
const managedPolicy = resourceType({
  type: 'AWS::IAM::ManagedPolicy',
  properties: z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: policyDocument,
    Roles: z.array(z.string()).default([]),
    Path: z.literal('/', 'policies have no path here').optional(),
  }),
  create({ physicalId, properties }, { accountId, roles }) {
    const arn = `arn:aws:iam::${accountId}:policy/${properties.ManagedPolicyName ?? physicalId}`;
    roles.addManagedPolicy(arn, properties.PolicyDocument);
    for (const name of properties.Roles) roles.named(name).attach(properties.PolicyDocument);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
});

export const resourceTypes: ResourceType[] = [role, policy, managedPolicy];
