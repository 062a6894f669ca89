import { secretField } from '../secretsmanager/secret-fields.ts';
import type { LocalSystem } from '../system.ts';
import { type Image, readImage } from './dockerfile.ts';
import type { TaskConfig } from './task.ts';
import type { ContainerDefinition, TaskDefinition } from './task-definition.ts';

const defaultStopTimeoutSeconds = 30;

/**
 * Answers how to run a container as a process that listens on a given port. Every task has an address of its own on AWS;
 * here they share one, so each gets a port in PORT instead, which must be how the container learns its port on AWS, too.
 */
export async function describeContainer(
  { container: definition, executionRoleArn }: TaskDefinition,
  system: LocalSystem,
): Promise<(port: number) => Omit<TaskConfig, 'onLine'>> {
  const folder = system.asset(imageHash(definition));
  const image = await readImage(folder);
  requireNode(definition, image);
  const environment = { ...image.environment, ...environmentOf(definition) };
  // It names a file that only the image has, with the authorities of RDS. Here the databases have the run's own.
  if (environment['NODE_EXTRA_CA_CERTS'])
    environment['NODE_EXTRA_CA_CERTS'] = system.databases.certificateAuthorityFile;
  const readSecret = secretReader(executionRoleArn, system);
  for (const { ContainerPort: port } of definition.PortMappings)
    requirePort(definition.Name, port, environment);
  return (port) => ({
    command: image.command,
    folder,
    environment: {
      ...environment,
      ...secretsOf(definition, readSecret),
      ...(definition.PortMappings.length > 0 && { PORT: String(port) }),
      // On AWS security groups keep others out; here only the loopback address does.
      HOST: '127.0.0.1',
    },
    stopTimeoutSeconds: definition.StopTimeout ?? defaultStopTimeoutSeconds,
  });
}

/** CDK names an image of its own by the hash of its build context. */
function imageHash({ Name, Image }: ContainerDefinition): string {
  const hash = /:([0-9a-f]{64})$/.exec(Image)?.[1];
  if (hash) return hash;
  throw new Error(
    `The image ${Image} of the container ${Name} is not a CDK asset, so it cannot run locally.`,
  );
}

function requireNode({ Name }: ContainerDefinition, { command }: Image): void {
  if (command[0] === 'node') return;
  throw new Error(`The container ${Name} runs ${command.join(' ')}; only node runs locally.`);
}

function requirePort(name: string, port: number, environment: Record<string, string>): void {
  if (environment['PORT'] === String(port)) return;
  throw new Error(
    `The container ${name} listens on port ${port}, but its environment does not say PORT=${port}. Tasks share one address locally and each gets a port of its own in PORT: set PORT in the task definition and let the container listen on it.`,
  );
}

function environmentOf({ Environment }: ContainerDefinition): Record<string, string> {
  return Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value]));
}

/** Read anew for every task, as ECS does. */
function secretsOf({ Secrets }: ContainerDefinition, read: ReadValueFrom): Record<string, string> {
  return Object.fromEntries(Secrets.map(({ Name, ValueFrom }) => [Name, read(ValueFrom)]));
}

type ReadValueFrom = (valueFrom: string) => string;

/** ECS reads secrets in the task execution role; a task whose role may not read one does not start. */
function secretReader(roleArn: string | undefined, { secrets, roles }: LocalSystem): ReadValueFrom {
  return (valueFrom) => {
    if (roleArn === undefined)
      throw new Error('A task definition with container secrets needs an ExecutionRoleArn');
    const { arn, key } = parseValueFrom(valueFrom);
    const session = { service: 'ecs-tasks.amazonaws.com', roleArn, sessionName: 'task' };
    roles.assume(session).authorize([{ action: 'secretsmanager:GetSecretValue', resource: arn }]);
    const secret = secrets.get(arn);
    return key ? secretField(arn, secret, key) : secret;
  };
}

/**
 * `<secret ARN>` or `<secret ARN>:<json key>:<version stage>:<version id>`, any of the last three empty:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
function parseValueFrom(valueFrom: string): { arn: string; key: string | undefined } {
  const parts = valueFrom.split(':');
  const arn = parts.slice(0, 7).join(':');
  const [key, stage = '', versionId = ''] = parts.slice(7);
  if (!['', 'AWSCURRENT'].includes(stage) || versionId !== '') {
    throw new Error(`${valueFrom}: containers get the current version of a secret only.`);
  }
  return { arn, key };
}
