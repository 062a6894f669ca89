import type { PolicyDocument } from './policy-document.ts';

const writeLogs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** Policies of AWS that apps attach: their actions, all of them on every resource (AWS Managed Policy Reference Guide). */
const actions: Record<string, string[]> = {
  'service-role/AWSLambdaBasicExecutionRole': writeLogs,
  'service-role/AWSLambdaVPCAccessExecutionRole': [
    ...writeLogs,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    ...writeLogs,
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
  ],
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    ...writeLogs,
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ],
  'service-role/AmazonECSTaskExecutionRolePolicy': [
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
};

/** Undefined for a policy that is not in the list. */
export function awsManagedPolicy(arn: string): PolicyDocument | undefined {
  const action = actions[arn.replace('arn:aws:iam::aws:policy/', '')];
  if (!action) return undefined;
  return { Statement: [{ Effect: 'Allow', Action: action, Resource: ['*'], Condition: {} }] };
}
