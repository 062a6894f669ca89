import prices from './prices.json' with { type: 'json' };

/** The parts of a CloudFormation template that cost is read from. */
export interface Template {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** What one kind of resource costs while nobody uses it. */
export interface CostLine {
  what: string;
  count: number;
  usdPerDay: number;
}

export interface RunningCost {
  /** The dearest first. */
  lines: CostLine[];
  usdPerDay: number;
  /** Resource types that are neither priced here nor known to be free while idle: the sum lacks them. */
  unpriced: string[];
}

interface Priced {
  what: string;
  /** So many cost nothing. */
  free?: number;
  usdPerDay(properties: Record<string, unknown>, template: Template): number;
}

const perHour = (name: keyof typeof prices.perHour) => prices.perHour[name].price * 24;
/** AWS counts a month as 730 hours. */
const perMonth = (name: keyof typeof prices.perMonth) => (prices.perMonth[name].price * 24) / 730;

const priced: Record<string, Priced> = {
  'AWS::EC2::NatGateway': { what: 'NAT gateway', usdPerDay: () => perHour('natGateway') },
  'AWS::EC2::EIP': { what: 'public IPv4 address', usdPerDay: () => perHour('publicIpv4Address') },
  'AWS::EC2::VPCEndpoint': {
    what: 'interface endpoint',
    usdPerDay: ({ VpcEndpointType, SubnetIds }) =>
      VpcEndpointType === 'Interface' ? sizeOf(SubnetIds) * perHour('interfaceEndpointPerZone') : 0,
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    what: 'load balancer',
    usdPerDay: () => perHour('applicationLoadBalancer'),
  },
  'AWS::ECS::Service': { what: 'Fargate service', usdPerDay: fargate },
  'AWS::RDS::DBInstance': { what: 'PostgreSQL instance', usdPerDay: database },
  'AWS::SecretsManager::Secret': { what: 'secret', usdPerDay: () => perMonth('secret') },
  'AWS::CloudWatch::Alarm': { what: 'alarm', usdPerDay: () => perMonth('alarm') },
  'AWS::CloudWatch::Dashboard': {
    what: 'dashboard',
    free: prices.perMonth.dashboard.free,
    usdPerDay: () => perMonth('dashboard'),
  },
  'AWS::KMS::Key': { what: 'encryption key', usdPerDay: () => perMonth('kmsKey') },
  'AWS::WAFv2::WebACL': {
    what: 'web ACL',
    usdPerDay: ({ Rules }) => perMonth('webAcl') + sizeOf(Rules) * perMonth('webAclRule'),
  },
};

/** Types, or all types of a service, that are paid by use or not at all. */
const freeWhileIdle =
  /^(AWS::(ApiGateway|ApiGatewayV2|ApplicationAutoScaling|Budgets|CDK|Cognito|DynamoDB|Events|IAM|Lambda|Logs|Scheduler|SNS|SQS|SSM|StepFunctions)::|Custom::)/;
const freeTypes = new Set([
  ...['VPC', 'Subnet', 'RouteTable', 'SubnetRouteTableAssociation', 'Route', 'InternetGateway'].map(ec2),
  ...['VPCGatewayAttachment', 'SecurityGroup', 'SecurityGroupIngress', 'SecurityGroupEgress'].map(ec2),
  ...['FlowLog', 'NetworkAcl', 'NetworkAclEntry', 'SubnetNetworkAclAssociation'].map(ec2),
  ...['Listener', 'ListenerRule', 'TargetGroup'].map((type) => `AWS::ElasticLoadBalancingV2::${type}`),
  ...['Cluster', 'TaskDefinition'].map((type) => `AWS::ECS::${type}`),
  ...['DBSubnetGroup', 'DBParameterGroup'].map((type) => `AWS::RDS::${type}`),
  ...['SecretTargetAttachment', 'ResourcePolicy', 'RotationSchedule'].map(
    (type) => `AWS::SecretsManager::${type}`,
  ),
  ...['AWS::KMS::Alias', 'AWS::WAFv2::WebACLAssociation', 'AWS::WAFv2::LoggingConfiguration'],
  ...['AWS::S3::BucketPolicy', 'AWS::CloudFormation::WaitConditionHandle', 'AWS::CloudWatch::CompositeAlarm'],
]);

function ec2(type: string): string {
  return `AWS::EC2::${type}`;
}

/** What the templates cost to leave running without any traffic, at the list prices of prices.json. */
export function runningCost(templates: Template[]): RunningCost {
  const lines = new Map<string, CostLine>();
  const unpriced = new Set<string>();
  const seen = new Map<string, number>();
  for (const template of templates)
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      const price = priced[Type];
      const before = seen.get(Type) ?? 0;
      seen.set(Type, before + 1);
      if (!price && !freeWhileIdle.test(Type) && !freeTypes.has(Type)) unpriced.add(Type);
      if (price && before >= (price.free ?? 0))
        addTo(lines, price.what, price.usdPerDay(Properties, template));
    }
  const dearestFirst = [...lines.values()].sort((a, b) => b.usdPerDay - a.usdPerDay);
  return {
    lines: dearestFirst,
    usdPerDay: dearestFirst.reduce((sum, { usdPerDay }) => sum + usdPerDay, 0),
    unpriced: [...unpriced].sort(),
  };
}

function addTo(lines: Map<string, CostLine>, what: string, usdPerDay: number): void {
  if (usdPerDay === 0) return;
  const line = lines.get(what) ?? { what, count: 0, usdPerDay: 0 };
  lines.set(what, { what, count: line.count + 1, usdPerDay: line.usdPerDay + usdPerDay });
}

function fargate(service: Record<string, unknown>, { Resources }: Template): number {
  const { Ref } = service['TaskDefinition'] as { Ref: string };
  const task = Resources[Ref]?.Properties ?? {};
  const tasks = Number(service['DesiredCount'] ?? fewestTasks(service, Resources));
  const vcpus = Number(task['Cpu']) / 1024;
  const gigabytes = Number(task['Memory']) / 1024;
  return tasks * (vcpus * perHour('fargateVcpuArm64') + gigabytes * perHour('fargateGbArm64'));
}

/** How many tasks scaling keeps running of a service without a desired count. */
function fewestTasks(service: Record<string, unknown>, resources: Template['Resources']): unknown {
  const entries = Object.entries(resources);
  const id = entries.find(([, { Properties }]) => Properties === service)?.[0];
  const scaling = entries.find(
    ([, { Type, Properties }]) =>
      Type === 'AWS::ApplicationAutoScaling::ScalableTarget' &&
      JSON.stringify(Properties?.['ResourceId']).includes(`"${id}"`),
  );
  return scaling?.[1].Properties?.['MinCapacity'] ?? 1;
}

function database(instance: Record<string, unknown>): number {
  const instanceClass = String(instance['DBInstanceClass']);
  if (!(instanceClass in prices.perHour))
    throw new Error(`There is no price of ${instanceClass}: add it to commands/lib/prices.json`);
  const gigabytes = Number(instance['AllocatedStorage']);
  const perInstance =
    perHour(instanceClass as keyof typeof prices.perHour) + gigabytes * perMonth('databaseGb');
  // A standby in another zone costs as much again, storage included.
  return instance['MultiAZ'] === true ? 2 * perInstance : perInstance;
}

const sizeOf = (list: unknown) => (Array.isArray(list) ? list.length : 0);

/** The cost as lines of text, the sum last. */
export function describeCost({ lines, usdPerDay, unpriced }: RunningCost): string[] {
  const amount = (usd: number) => usd.toFixed(2).padStart(6);
  return [
    ...lines.map((line) => `  ${amount(line.usdPerDay)}  ${line.count} × ${line.what}`),
    `  ${amount(usdPerDay)}  ${prices.currency} a day without any traffic (list prices of ${prices.region}, ${prices.asOf})`,
    ...(unpriced.length ? [`  Not in this sum: ${unpriced.join(', ')}`] : []),
  ];
}
