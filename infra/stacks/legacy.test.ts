import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Assembly, same } from '../rules/assembly.ts';
import { securityRules } from '../rules/network.ts';
import { synthesised, theOne } from '../rules/testing.ts';

interface Ingress {
  GroupId: unknown;
  SourceSecurityGroupId?: unknown;
  FromPort: number;
  ToPort: number;
}

interface Function {
  VpcConfig?: unknown;
  Environment?: { Variables: Record<string, unknown> };
}

/** Who gets into a security group, and by which ports; by logical IDs without the hash and the words around the name. */
function admitted(assembly: Assembly, groupBegins: string): string[] {
  const group = theOne<{ SecurityGroupIngress?: unknown }>(assembly, 'AWS::EC2::SecurityGroup', groupBegins);
  expect(group.properties.SecurityGroupIngress).toBeUndefined();
  return assembly
    .resources<Ingress>('AWS::EC2::SecurityGroupIngress')
    .filter((ingress) => same(assembly.target(ingress, ingress.properties.GroupId), group))
    .map((ingress) => {
      const { SourceSecurityGroupId, FromPort, ToPort } = ingress.properties;
      const source =
        assembly.target(ingress, SourceSecurityGroupId)?.id ?? JSON.stringify(ingress.properties);
      return `${source.replace(/SecurityGroup[0-9A-F]{8}$/, '')} ${FromPort}-${ToPort}`;
    })
    .toSorted();
}

describe.each(['small', 'full'] as const)('in size %s', (size) => {
  const assembly = synthesised(size);

  test('the load balancer admits the VPC link and the two functions for shipments, nobody else', () => {
    expect(admitted(assembly, 'LoadBalancerSecurityGroup')).toEqual([
      'FacadeLegacyLink 80-80',
      'FulfilmentBookShipment 80-80',
      'FulfilmentCancelShipment 80-80',
    ]);
    expect(theOne(assembly, 'AWS::ElasticLoadBalancingV2::LoadBalancer').properties).toMatchObject({
      Scheme: 'internal',
    });
  });

  test('the container admits the load balancer, and the database who works with it', () => {
    expect(admitted(assembly, 'LegacyApiSecurityGroup')).toEqual(['LoadBalancer 8080-8080']);
    expect(admitted(assembly, 'DatabaseSecurityGroup')).toEqual([
      'LegacyApi 5432-5432',
      'LegacyDatabaseSetup 5432-5432',
      'PaymentsAudit 5432-5432',
      'PaymentsLedgerSetup 5432-5432',
      'PaymentsWorker 5432-5432',
    ]);
  });

  test('the VPC link gets out to the load balancer, and that to the container, nowhere else', () => {
    const waysOut = (groupBegins: string) => {
      const group = theOne(assembly, 'AWS::EC2::SecurityGroup', groupBegins);
      return securityRules(assembly, group, 'Egress').map(({ from, traffic }) => [
        assembly.target(from, traffic.DestinationSecurityGroupId),
        traffic.FromPort,
        traffic.ToPort,
      ]);
    };
    const group = (begins: string) => theOne(assembly, 'AWS::EC2::SecurityGroup', begins);
    expect(waysOut('FacadeLegacyLink')).toEqual([[group('LoadBalancerSecurityGroup'), 80, 80]]);
    expect(waysOut('LoadBalancerSecurityGroup')).toEqual([[group('LegacyApiSecurityGroup'), 8080, 8080]]);
  });

  test('no subnet gives out public addresses by itself', () => {
    for (const subnet of assembly.resources('AWS::EC2::Subnet'))
      expect(subnet.properties, subnet.id).toMatchObject({ MapPublicIpOnLaunch: false });
  });

  test('a function that the database admits checks who it is talking to', () => {
    const database = theOne(assembly, 'AWS::EC2::SecurityGroup', 'DatabaseSecurityGroup');
    const admitted = securityRules(assembly, database, 'Ingress').map(({ from, traffic }) =>
      assembly.target(from, traffic.SourceSecurityGroupId),
    );
    const functions = assembly
      .resources<Function>('AWS::Lambda::Function')
      .filter(({ stack, properties: { VpcConfig } }) =>
        assembly.targets({ stack }, VpcConfig).some((target) => admitted.some((one) => same(one, target))),
      );
    expect(functions).toHaveLength(4);
    for (const { id, properties } of functions)
      expect(properties.Environment?.Variables, id).toMatchObject({
        PGSSLMODE: 'verify-full',
        NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
      });
  });

  test('the database is encrypted and stands in the private subnets', () => {
    const database = theOne<{ DBSubnetGroupName: unknown }>(assembly, 'AWS::RDS::DBInstance');
    expect(database.properties).toMatchObject({ StorageEncrypted: true, PubliclyAccessible: false });
    const subnets = assembly.target<{ SubnetIds: unknown }>(database, database.properties.DBSubnetGroupName);
    const ids = assembly.targets({ stack: 'legacy' }, subnets?.properties.SubnetIds).map(({ id }) => id);
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(id).toMatch(/^VpcprivateSubnet/);
  });

  test('the container may not write to its file system, and TLS to the database is verified', () => {
    const task = theOne<{ ContainerDefinitions: object[] }>(assembly, 'AWS::ECS::TaskDefinition');
    expect(task.properties.ContainerDefinitions).toEqual([
      expect.objectContaining({
        ReadonlyRootFilesystem: true,
        Environment: expect.arrayContaining([{ Name: 'PGSSLMODE', Value: 'verify-full' }]),
      }),
    ]);
  });
});

test('the image is built for the architecture that runs it', () => {
  const assembly = synthesised();
  const manifest = readFileSync(join(assembly.directory, 'legacy.assets.json'), 'utf8');
  const images: { source: { platform: string } }[] = Object.values(JSON.parse(manifest).dockerImages);
  expect(images.map(({ source }) => source.platform)).toEqual(['linux/arm64']);
  expect(theOne(assembly, 'AWS::ECS::TaskDefinition').properties).toMatchObject({
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
  });
});
