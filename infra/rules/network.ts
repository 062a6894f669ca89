import { type Assembly, listOf, literalText, type Resource, same } from './assembly.ts';

interface Traffic {
  CidrIp?: unknown;
  IpProtocol?: string;
  FromPort?: number;
  ToPort?: number;
  SourceSecurityGroupId?: unknown;
  DestinationSecurityGroupId?: unknown;
  DestinationPrefixListId?: unknown;
}

/** A rule of a security group, in the group itself or as a resource of its own. */
interface SecurityRule {
  from: Resource;
  traffic: Traffic;
}

/** What a security group lets in or out. */
export function securityRules(
  assembly: Assembly,
  group: Resource,
  way: 'Ingress' | 'Egress',
): SecurityRule[] {
  const own = listOf((group as Resource<Record<string, Traffic[]>>).properties[`SecurityGroup${way}`]);
  const apart = assembly
    .resources<Traffic & { GroupId?: unknown }>(`AWS::EC2::SecurityGroup${way}`)
    .filter((rule) => same(assembly.target(rule, rule.properties.GroupId), group));
  return [
    ...own.map((traffic) => ({ from: group, traffic })),
    ...apart.map((rule) => ({ from: rule, traffic: rule.properties })),
  ];
}

/** Whether a rule is about a TCP port. */
export function covers({ traffic }: SecurityRule, port: number): boolean {
  const { IpProtocol: protocol, FromPort: from = 0, ToPort: to = 65_535 } = traffic;
  return protocol === '-1' || (protocol === 'tcp' && from <= port && port <= to);
}

interface SubnetAssociation {
  SubnetId?: unknown;
  RouteTableId?: unknown;
}

/** The route table of a subnet. */
export function routeTableOf(assembly: Assembly, subnet: Resource): Resource | undefined {
  const association = assembly
    .resources<SubnetAssociation>('AWS::EC2::SubnetRouteTableAssociation')
    .find((one) => same(assembly.target(one, one.properties.SubnetId), subnet));
  return association && assembly.target(association, association.properties.RouteTableId);
}

interface Route {
  RouteTableId?: unknown;
  DestinationCidrBlock?: string;
  NatGatewayId?: unknown;
  TransitGatewayId?: unknown;
  InstanceId?: unknown;
  NetworkInterfaceId?: unknown;
}

/**
 * Whether a route table leads a function out to the internet. An internet gateway does not: a function in a VPC has no
 * public address.
 */
export function leadsOut(assembly: Assembly, table: Resource | undefined): boolean {
  return assembly.resources<Route>('AWS::EC2::Route').some(({ stack, properties }) => {
    const { NatGatewayId, TransitGatewayId, InstanceId, NetworkInterfaceId } = properties;
    return (
      same(assembly.target({ stack }, properties.RouteTableId), table) &&
      properties.DestinationCidrBlock === '0.0.0.0/0' &&
      [NatGatewayId, TransitGatewayId, InstanceId, NetworkInterfaceId].some((way) => way !== undefined)
    );
  });
}

export interface Endpoint {
  ServiceName?: unknown;
  VpcEndpointType?: 'Gateway' | 'Interface';
  PrivateDnsEnabled?: boolean;
  SecurityGroupIds?: unknown[];
  RouteTableIds?: unknown[];
}

/** The VPC's endpoints for a service, by the last part of the name: `secretsmanager`. */
export const endpointsOf = (assembly: Assembly, service: string): Resource<Endpoint>[] =>
  assembly
    .resources<Endpoint>('AWS::EC2::VPCEndpoint')
    .filter(({ properties }) => literalText(properties.ServiceName).endsWith(`.${service}`));
