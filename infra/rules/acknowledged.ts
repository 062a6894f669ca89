import { endpointsOf } from '../patterns/route-table.ts';
import { routes } from '../routes.ts';

/**
 * What the rules find and we accept, each with the reason. An entry that fits nothing any more fails a test: a reason
 * must not outlive its finding.
 */

/** What a policy may allow with a wildcard. */
export const reasonedWildcards: readonly { actions: string[]; on: string; reason: string }[] = [
  {
    actions: [
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
    ],
    on: '*',
    reason: 'X-Ray knows no resources: these actions can be allowed on * only.',
  },
  {
    actions: ['ecr:GetAuthorizationToken'],
    on: '*',
    reason:
      'The token is for the whole registry: the action can be allowed on * only. Pulling is allowed by repository.',
  },
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    on: '*',
    reason:
      'Step Functions sets up its own log delivery and AWS documents * for it: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  },
];

/** A finding of cdk-nag's AwsSolutions pack that is accepted. */
export interface Acknowledgement {
  id: string;
  /** Paths of the constructs below which it is accepted. */
  at: readonly string[];
  /** The size that it is accepted for. @default both */
  size?: 'small' | 'full';
  reason: string;
}

export const acknowledgements: readonly Acknowledgement[] = [
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    at: ['legacy', 'orders'],
    reason: 'Held by our own rule no-wildcards, which is stricter: a reason per action, not per role.',
  },
  ...['AWSLambdaBasicExecutionRole', 'AWSLambdaVPCAccessExecutionRole'].map((policy) => ({
    id: `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/${policy}]`,
    at: ['legacy', 'orders'],
    reason:
      'What AWS keeps up to date for every function: writing logs, and the network interfaces of a VPC function.',
  })),
  {
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    at: ['orders/Facade/Api/CloudWatchRole/Resource'],
    reason: 'What AWS documents for the one role by which API Gateway writes the access logs of an account.',
  },
  {
    id: 'AwsSolutions-VPC7',
    at: ['legacy/Vpc'],
    reason:
      'Flow logs are paid by volume and nothing here reads them. Who must keep them adds one line to the VPC.',
  },
  {
    id: 'AwsSolutions-EC23',
    at: ['legacy/Vpc'],
    size: 'full',
    reason:
      'The pack cannot read a reference. It is the range of the VPC itself, which the endpoints of AWS services admit.',
  },
  {
    id: 'AwsSolutions-RDS3',
    at: ['legacy/Database'],
    size: 'small',
    reason: 'A system to try out: full has the second zone.',
  },
  {
    id: 'AwsSolutions-RDS10',
    at: ['legacy/Database'],
    size: 'small',
    reason: 'A system to try out must be removable without a trace: full is protected.',
  },
  {
    id: 'AwsSolutions-RDS11',
    at: ['legacy/Database'],
    reason: 'Another port hides nothing: who may connect at all is said by security groups, by reference.',
  },
  {
    id: 'AwsSolutions-SMG4',
    at: ['legacy/Database', 'legacy/LegacyDatabase', 'orders/Payments/Ledger'],
    reason:
      'Changing a database password also restarts what uses it. A new secret and a deployment do both; a schedule is the adopter’s choice.',
  },
  {
    id: 'AwsSolutions-SMG4',
    at: ['orders/Payments/SigningSecret', 'orders/Payments/ProviderSecret'],
    reason:
      'The payment provider makes these secrets. They are rotated by putting the new value, which the workers read by themselves.',
  },
  {
    id: 'AwsSolutions-ECS2',
    at: ['legacy/Task'],
    reason: 'The variables are a port and a pool size. Secrets come from Secrets Manager.',
  },
  {
    id: 'AwsSolutions-ECS4',
    at: ['legacy/Cluster'],
    reason: 'One service, whose load balancer already counts its requests, errors and healthy tasks.',
  },
  {
    id: 'AwsSolutions-ELB2',
    at: ['legacy/LoadBalancer'],
    reason:
      'Internal: every call comes through the API, which has an access log, or from a function that logs it.',
  },
  {
    id: 'AwsSolutions-SF1',
    at: ['orders/Fulfilment/Workflow'],
    reason:
      'Failures are logged. All events would copy the execution history, which is kept 90 days, at a price.',
  },
  {
    id: 'AwsSolutions-APIG2',
    at: ['orders/Facade/Api'],
    reason:
      'Every method that takes JSON checks the body. Parameters are checked by the handlers, with problems that name them.',
  },
  {
    id: 'AwsSolutions-APIG6',
    at: ['orders/Facade/Api'],
    reason:
      'Execution logs would hold tokens and personal data. The access log says who called what with what outcome.',
  },
  ...['AwsSolutions-APIG4', 'AwsSolutions-COG4'].map((id) => ({
    id,
    at: endpointsOf(routes)
      .filter(({ access }) => access === 'public' || access === 'refused')
      .map(({ method, path }) => `orders/Facade/Api/Default${path}/${method}`),
    reason:
      'Open or refused by the strangler table, which our rule method-access holds: a public catalogue, a webhook whose signature is checked, and 403 for whoever calls.',
  })),
  {
    id: 'AwsSolutions-APIG3',
    at: ['orders/Facade/Api'],
    size: 'small',
    reason: 'A system to try out: full has the firewall.',
  },
  {
    id: 'AwsSolutions-DDB3',
    at: ['orders'],
    size: 'small',
    reason: 'A system to try out, whose data are seeded: full can restore any second.',
  },
  {
    id: 'AwsSolutions-COG2',
    at: ['orders/Users/Pool'],
    reason:
      'Users sign in through an administrator’s call that IAM guards. Second factors belong to the adopter’s own sign-in page.',
  },
  {
    id: 'AwsSolutions-COG8',
    at: ['orders/Users/Pool'],
    reason: 'The plus plan is paid per user. It guards a hosted sign-in, which this pool does not have.',
  },
];
