import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from './command.ts';
import { emulatorConfig, emulatorEndpoint } from './emulator.ts';
import { isLoopback } from './loopback.ts';

/** A running system: its public URL, and how the AWS SDK reaches what is behind it. */
export interface Deployment {
  /** Without a slash at the end. */
  url: string;
  /** For the constructors of SDK clients. */
  clientConfig: {
    region: string;
    endpoint?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
  };
  /** The outputs of the stack `orders`. */
  outputs: Record<string, string>;
}

/** The URL that `npm start` prints. */
export const defaultUrl = () => `http://127.0.0.1:${process.env['PORT'] ?? 3000}`;

/**
 * Finds the system that answers at a URL: the local run tells where its AWS endpoint is, an emulator's is in
 * AWS_ENDPOINT_URL, a deployed one is in AWS.
 */
export async function findDeployment(url = defaultUrl()): Promise<Deployment> {
  const target = parseUrl(url);
  const clientConfig = isLoopback(target) ? await localConfig(target) : { region: regionOf(target) };
  const base = target.href.replace(/\/$/, '');
  return { url: base, clientConfig, outputs: await outputsOf(clientConfig) };
}

/** The system whose stacks a client with this configuration sees. */
export async function deploymentBehind(clientConfig: Deployment['clientConfig']): Promise<Deployment> {
  const deployment = { url: '', clientConfig, outputs: await outputsOf(clientConfig) };
  return { ...deployment, url: output(deployment, 'ApiUrl').replace(/\/$/, '') };
}

function parseUrl(url: string): URL {
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is not a URL; give one such as ${defaultUrl()}`);
  return new URL(url);
}

function regionOf({ hostname }: URL): string {
  const region = /\.execute-api\.([\w-]+)\./.exec(hostname)?.[1] ?? process.env['AWS_REGION'];
  if (!region) throw new UsageError(`The region of ${hostname} is not in its name: set AWS_REGION`);
  return region;
}

async function localConfig(url: URL): Promise<Deployment['clientConfig']> {
  const response = await fetch(new URL('/_local', url)).catch(() => undefined);
  if (!response) throw new Error(`Nothing answers at ${url.origin}. Start the system with "npm start".`);
  const emulator = process.env['AWS_ENDPOINT_URL'];
  if (!response.ok && emulator) return emulatorConfig(emulatorEndpoint(emulator));
  if (!response.ok)
    throw new Error(`What answers at ${url.origin} is not this system (${response.status} at /_local).`);
  const { endpoint, region } = (await response.json()) as { endpoint: string; region: string };
  return { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** What a stack put out, by its keys. */
export async function outputsOf(
  config: Deployment['clientConfig'],
  StackName = 'orders',
): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormationClient(config).send(new DescribeStacksCommand({ StackName }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

/** An output that the stack `orders` must have. */
export const output = ({ outputs }: Deployment, name: string): string => required(outputs, name, 'orders');

/** Outputs that the stack `legacy` must have, in the order of their names. */
export async function legacyOutputs({ clientConfig }: Deployment, ...names: string[]): Promise<string[]> {
  const outputs = await outputsOf(clientConfig, 'legacy');
  return names.map((name) => required(outputs, name, 'legacy'));
}

function required(outputs: Record<string, string>, name: string, stack: string): string {
  const value = outputs[name];
  if (!value) throw new Error(`The stack "${stack}" has no output ${name}. Deploy the current version.`);
  return value;
}
