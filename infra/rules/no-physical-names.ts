import type { Rule } from './rule.ts';

/** Types that call the name "Name"; those that must have one (such as an API's models) keep it inside their parent. */
const namedByName = [
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Events::Rule',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
  'AWS::SSM::Parameter',
  'AWS::WAFv2::WebACL',
];

/** Types whose name is called otherwise than `<Type>Name`. */
const otherNames: Record<string, string> = {
  'AWS::EC2::SecurityGroup': 'GroupName',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::Cognito::UserPoolDomain': 'Domain',
};

/** Types whose name is unique inside their parent only: a role, an API. */
const namedInsideParent = ['AWS::IAM::Policy', 'AWS::ApiGateway::Stage', 'AWS::Cognito::UserPoolClient'];

/** The name that CloudFormation makes up for a resource is unique: two deployments of the system never collide. */
export const noPhysicalNames: Rule = {
  name: 'no-physical-names',
  check: (assembly) =>
    assembly.resources<Record<string, unknown>>().flatMap((resource) => {
      if (namedInsideParent.includes(resource.type)) return [];
      const property = nameProperty(resource.type);
      const name = resource.properties[property];
      if (typeof name !== 'string') return [];
      return [
        {
          resource,
          message: `${property} is "${name}", so a second deployment collides with this one. Leave it out: CloudFormation makes up a name.`,
        },
      ];
    }),
};

function nameProperty(type: string): string {
  if (namedByName.includes(type)) return 'Name';
  return otherNames[type] ?? `${type.split('::').at(-1)}Name`;
}
