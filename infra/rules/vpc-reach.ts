import { type Assembly, type Resource, same } from './assembly.ts';
import { covers, type Endpoint, endpointsOf, leadsOut, routeTableOf, securityRules } from './network.ts';
import { actionsOf, grantsOf, type Role } from './policies.ts';
import type { Finding, Rule } from './rule.ts';

interface FunctionProperties {
  Role?: unknown;
  VpcConfig?: { SubnetIds?: unknown[]; SecurityGroupIds?: unknown[] };
}

type VpcFunction = Resource<FunctionProperties>;

/** What Lambda itself calls for a function, from outside the VPC: logs, traces, network interfaces, polling a queue. */
const calledByLambda = [
  /^(logs|xray|ec2):/,
  /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl)$/,
];

/** Services whose endpoint is not called as their actions are. */
const endpointNames: Record<string, string> = { cloudwatch: 'monitoring' };

const https = 443;

/** A function in a VPC has no internet of its own: for each service that its role may call there is a way out. */
export const vpcReach: Rule = {
  name: 'vpc-reach',
  check: (assembly) =>
    assembly.resources<FunctionProperties>('AWS::Lambda::Function').flatMap((fn) => {
      if (!fn.properties.VpcConfig) return [];
      return servicesOf(assembly, fn).flatMap((service): Finding[] => {
        const problem = problemOf(assembly, fn, service);
        return problem ? [{ resource: fn, message: problem }] : [];
      });
    }),
};

function servicesOf(assembly: Assembly, fn: VpcFunction): string[] {
  const role = assembly.target(fn, fn.properties.Role) as Role | undefined;
  const called = (role ? grantsOf(assembly, role) : [])
    .flatMap(({ statement }) => actionsOf(statement))
    .filter((action) => !calledByLambda.some((pattern) => pattern.test(action)))
    .map((action) => action.split(':')[0] ?? '')
    .map((service) => endpointNames[service] ?? service);
  // A custom resource answers CloudFormation through a presigned URL of S3, for which it needs no grant.
  const answers = assembly
    .resources<{ ServiceToken?: unknown }>()
    .some((custom) => same(assembly.target(custom, custom.properties.ServiceToken), fn));
  return [...new Set([...called, ...(answers ? ['s3'] : [])])];
}

function problemOf(assembly: Assembly, fn: VpcFunction, service: string): string | undefined {
  const endpoints = endpointsOf(assembly, service);
  const { SubnetIds: ids = [] } = fn.properties.VpcConfig ?? {};
  const cutOff = ids
    .map((id) => assembly.target(fn, id))
    .filter((subnet) => {
      const table = subnet && routeTableOf(assembly, subnet);
      const byEndpoint = endpoints.some((endpoint) => servesTable(assembly, endpoint, table));
      return !byEndpoint && !leadsOut(assembly, table);
    });
  if (cutOff.length > 0)
    return `may call ${service}, but ${cutOff.map((subnet) => subnet?.id).join(', ')} has no route to it: neither NAT nor a VPC endpoint. Add one of them, or take the function out of the VPC.`;
  if (!maySend(assembly, fn, endpoints))
    return `may call ${service}, but its security groups let no HTTPS out to it. Allow TCP ${https} to the endpoint or to 0.0.0.0/0.`;
  const closed = endpoints.filter((endpoint) => !admits(assembly, endpoint, fn));
  if (closed.length > 0)
    return `may call ${service}, but ${closed.map(({ id }) => id).join(', ')} lets it not in. Allow TCP ${https} from the function in the endpoint's security group.`;
  return undefined;
}

/** An interface endpoint takes over the service's name in the whole VPC; a gateway endpoint is a route of some tables. */
function servesTable(assembly: Assembly, endpoint: Resource<Endpoint>, table: Resource | undefined): boolean {
  const {
    VpcEndpointType: type = 'Gateway',
    PrivateDnsEnabled: named,
    RouteTableIds: tables = [],
  } = endpoint.properties;
  if (type === 'Interface') return named === true;
  return tables.some((id) => same(assembly.target(endpoint, id), table));
}

function maySend(assembly: Assembly, fn: VpcFunction, endpoints: Resource<Endpoint>[]): boolean {
  const itsGroups = endpoints.flatMap((endpoint) => groupsOf(assembly, endpoint));
  return functionGroups(assembly, fn).some((group) =>
    securityRules(assembly, group, 'Egress').some((rule) => {
      const { CidrIp, DestinationPrefixListId, DestinationSecurityGroupId: destination } = rule.traffic;
      const toEndpoint = itsGroups.some((other) => same(assembly.target(rule.from, destination), other));
      const toAddresses = CidrIp === '0.0.0.0/0' || DestinationPrefixListId !== undefined;
      // The VPC's own range reaches an interface endpoint, which is in it.
      const toVpc = itsGroups.length > 0 && CidrIp !== undefined;
      return covers(rule, https) && (toEndpoint || toAddresses || toVpc);
    }),
  );
}

function admits(assembly: Assembly, endpoint: Resource<Endpoint>, fn: VpcFunction): boolean {
  if (endpoint.properties.VpcEndpointType !== 'Interface') return true;
  const callers = functionGroups(assembly, fn);
  return groupsOf(assembly, endpoint).some((group) =>
    securityRules(assembly, group, 'Ingress').some((rule) => {
      const source = assembly.target(rule.from, rule.traffic.SourceSecurityGroupId);
      const from = rule.traffic.CidrIp !== undefined || callers.some((caller) => same(caller, source));
      return covers(rule, https) && from;
    }),
  );
}

const functionGroups = (assembly: Assembly, fn: VpcFunction): Resource[] =>
  (fn.properties.VpcConfig?.SecurityGroupIds ?? []).flatMap((id) => assembly.target(fn, id) ?? []);

const groupsOf = (assembly: Assembly, endpoint: Resource<Endpoint>): Resource[] =>
  (endpoint.properties.SecurityGroupIds ?? []).flatMap((id) => assembly.target(endpoint, id) ?? []);
