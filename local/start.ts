import { cloudFormationApi, type StackDescription } from './cloudformation/api.ts';
import { readAssembly } from './cloudformation/assembly.ts';
import { CustomResourceResponses } from './cloudformation/custom-resource-responses.ts';
import { deploy } from './cloudformation/deploy.ts';
import type { StackOutput } from './cloudformation/outputs.ts';
import { planDeployment } from './cloudformation/plan.ts';
import { stackId } from './cloudformation/stack-scope.ts';
import { StopList } from './cloudformation/stop-list.ts';
import type { RunConsole } from './console/index.ts';
import { routesTo } from './endpoint/routes.ts';
import { AwsEndpoint } from './endpoint/server.ts';
import { createEngines } from './engines.ts';
import { messageOf } from './error-message.ts';
import { findTypeWith } from './resource-types.ts';
import type { LocalSystem, LogLine } from './system.ts';
import { makeWorkDir, removeWorkDir } from './work-dir.ts';

export interface StartOptions {
  /** The folder that `cdk synth` wrote. */
  assemblyDir: string;
  /** For the first REST API; 0, the default, takes any free one. */
  port?: number;
  /** How long waits take: 1 is their real time, 0.01 a hundredth of it. README.md lists what it shortens and what not. */
  timeFactor?: number;
  onLog?: (line: LogLine) => void;
  /** A page that shows the run as it happens. */
  runConsole?: RunConsole;
  /** Told what begins now. */
  onProgress?: (step: string) => void;
  /** Ends a start that is under way; what it had started is stopped. */
  signal?: AbortSignal;
}

/** A system that runs on this machine. */
export interface LocalRun {
  /** The first REST API, without a slash at the end; empty when there is none. */
  url: string;
  /** What AWS SDK clients use as their endpoint. */
  endpointUrl: string;
  /** The folder that it was started from. */
  assemblyDir: string;
  /** By stack and key. */
  outputs: Record<string, Record<string, string>>;
  system: LocalSystem;
  /** Resolves when the containers behind load balancers are healthy; until then these answer 503. */
  healthy: Promise<void>;
  /** Ends everything and leaves nothing behind. A second call waits for the first. */
  stop(): Promise<void>;
}

const account = { region: 'us-east-1', accountId: '000000000000' };

/**
 * Runs all stacks of a synthesised CDK app on this machine. What their templates say and the local run does not understand
 * is an error before anything starts. When the start fails later, what was started is stopped first.
 */
export async function startLocal(options: StartOptions): Promise<LocalRun> {
  const stops = new StopList();
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stops.stop());
  try {
    return { ...(await start(options, stops)), stop };
  } catch (cause) {
    const failures = await stop().then(
      () => [],
      (error: unknown) => [messageOf(error)],
    );
    if (failures.length === 0) throw cause;
    throw new Error([messageOf(cause), ...failures].join('\n'), { cause });
  }
}

async function start(options: StartOptions, stops: StopList): Promise<Omit<LocalRun, 'stop'>> {
  const {
    assemblyDir,
    port = 0,
    timeFactor = 1,
    onLog: log = () => {},
    onProgress,
    signal,
    runConsole,
  } = options;
  const { stacks, assets } = readAssembly(assemblyDir);
  const responses = new CustomResourceResponses();
  const plan = planDeployment(stacks, account, findTypeWith(responses));

  const workDir = await makeWorkDir();
  stops.add('temporary files', () => removeWorkDir(workDir));
  const endpoint = await AwsEndpoint.listen((line) => log({ source: 'endpoint', line }));
  stops.add('AWS endpoint', () => endpoint.stop());
  const endpointUrl = endpoint.url;
  const system = createEngines({
    ...account,
    endpointUrl,
    port,
    workDir,
    log,
    timeFactor,
    assets,
    stops,
    runConsole,
  });
  const created = new Date();
  const descriptions = stacks.map((stack): StackDescription => {
    return { id: stackId(stack, account), name: stack.name, created, outputs: undefined };
  });
  endpoint.serve(...routesTo(system), responses, cloudFormationApi(descriptions, system));

  const { outputs, healthy } = await deploy(plan, system, { stops, onProgress, signal });
  for (const stack of descriptions) stack.outputs = outputs.get(stack.name);
  return {
    url: system.restApis.urls()[0] ?? '',
    endpointUrl,
    assemblyDir,
    outputs: asRecord(outputs),
    system,
    healthy,
  };
}

function asRecord(outputs: Map<string, StackOutput[]>): LocalRun['outputs'] {
  const values = (of: StackOutput[]) => Object.fromEntries(of.map(({ key, value }) => [key, value]));
  return Object.fromEntries([...outputs].map(([stack, of]) => [stack, values(of)]));
}
