import {
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Size } from '../size.ts';

/** What VPC functions and containers call and no gateway endpoint serves. */
const interfaceEndpoints = {
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Sqs: InterfaceVpcEndpointAwsService.SQS,
  StepFunctions: InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
  XRay: InterfaceVpcEndpointAwsService.XRAY,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  EcrApi: InterfaceVpcEndpointAwsService.ECR,
  EcrImages: InterfaceVpcEndpointAwsService.ECR_DOCKER,
};

/** Chosen by name: what CDK chooses by itself has a way to the internet, which size `full` has not. */
export const privateSubnets = { subnetGroupName: 'private' };

/**
 * Two zones, because the load balancer and the database's subnet group want two. Private subnets have a way to AWS:
 * one NAT gateway, which costs the same however many services are called, or endpoints, which never leave AWS's network.
 */
export function network(scope: Construct, { egress }: Size): Vpc {
  const byNat = egress === 'nat-gateway';
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr('10.0.0.0/16'),
    maxAzs: 2,
    natGateways: byNat ? 1 : 0,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
      {
        name: privateSubnets.subnetGroupName,
        subnetType: byNat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
        cidrMask: 20,
      },
    ],
  });
  // These cost nothing. CloudFormation's answers to custom resources and container images come over S3.
  vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 });
  vpc.addGatewayEndpoint('DynamoDb', { service: GatewayVpcEndpointAwsService.DYNAMODB });
  if (!byNat)
    for (const [id, service] of Object.entries(interfaceEndpoints)) vpc.addInterfaceEndpoint(id, { service });
  return vpc;
}
