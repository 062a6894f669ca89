import { expect, test } from 'vitest';
import { findings, synthesised, theOne } from './testing.ts';
import { vpcReach } from './vpc-reach.ts';

const ofWorker = (lines: string[]) => lines.filter((line) => line.startsWith('orders/PaymentsWorker'));

test('a function in a subnet without a way out fails, for each service that its role may call', () => {
  const system = synthesised();
  const worker = theOne(system, 'AWS::Lambda::Function', 'PaymentsWorker');
  const subnet = theOne(system, 'AWS::EC2::Subnet', 'VpcprivateSubnet1');
  const route = theOne<{ NatGatewayId?: unknown; GatewayId?: unknown }>(
    system,
    'AWS::EC2::Route',
    'VpcprivateSubnet1DefaultRoute',
  );
  // What a public subnet has: it leads nowhere for a function, which has no public address.
  route.properties.GatewayId = route.properties.NatGatewayId;
  delete route.properties.NatGatewayId;
  const noWay = (service: string) =>
    `orders/${worker.id}: may call ${service}, but ${subnet.id} has no route to it: neither NAT nor a VPC endpoint. Add one of them, or take the function out of the VPC.`;
  expect(ofWorker(findings(vpcReach, system)).sort()).toEqual([
    noWay('secretsmanager'),
    noWay('sqs'),
    noWay('states'),
  ]);
});

test('a function whose security group lets nothing out fails', () => {
  const system = synthesised();
  const group = theOne(system, 'AWS::EC2::SecurityGroup', 'PaymentsWorker');
  Object.assign(group.properties, { SecurityGroupEgress: [] });
  const lines = ofWorker(findings(vpcReach, system));
  expect(lines).toContainEqual(
    expect.stringContaining(
      'may call states, but its security groups let no HTTPS out to it. Allow TCP 443 to the endpoint or to 0.0.0.0/0.',
    ),
  );
});

test('in size full, an endpoint that is missing or closed fails', () => {
  const system = synthesised('full');
  const endpoint = theOne<{ ServiceName: unknown; SecurityGroupIds: unknown[] }>(
    system,
    'AWS::EC2::VPCEndpoint',
    'VpcStepFunctions',
  );
  const itsGroups = endpoint.properties.SecurityGroupIds;
  endpoint.properties.SecurityGroupIds = [];
  expect(ofWorker(findings(vpcReach, system))).toEqual([
    expect.stringContaining(`may call states, but ${endpoint.id} lets it not in.`),
  ]);
  endpoint.properties.SecurityGroupIds = itsGroups;
  endpoint.properties.ServiceName = 'com.amazonaws.us-east-1.another';
  expect(ofWorker(findings(vpcReach, system))).toEqual([
    expect.stringContaining('may call states, but Vpcprivate'),
  ]);
});

test('a custom resource must reach S3, where CloudFormation waits for its answer', () => {
  const system = synthesised('full');
  const endpoint = theOne<{ ServiceName: unknown }>(system, 'AWS::EC2::VPCEndpoint', 'VpcS3');
  endpoint.properties.ServiceName = 'com.amazonaws.us-east-1.another';
  expect(findings(vpcReach, system)).toContainEqual(
    expect.stringMatching(/^legacy\/LegacyDatabaseSetup\w+: may call s3, but/),
  );
});
