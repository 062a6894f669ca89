import { messageOf } from '../error-message.ts';
import type { Created, Resource } from '../resource.ts';
import { secretField } from '../secretsmanager/secret-fields.ts';
import type { LocalSystem } from '../system.ts';
import { omittedAttribute, omittedRef } from './omitted-answers.ts';
import { outputsOf, type StackOutput } from './outputs.ts';
import { physicalIdOf } from './physical-id.ts';
import type { Plan, PlannedResource } from './plan.ts';
import { propertyProblems } from './property-problems.ts';
import { resolveProperties } from './resolve-properties.ts';
import { type Answers, stackScope } from './stack-scope.ts';
import type { StopList } from './stop-list.ts';

export interface DeployOptions {
  /** Told how to stop each resource as soon as it exists, so that a start that fails can be undone. */
  stops: StopList;
  /** Told what begins now. */
  onProgress?: (step: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

export interface Deployed {
  /** By stack. */
  outputs: Map<string, StackOutput[]>;
  /** Resolves when all that runs behind the resources is healthy. */
  healthy: Promise<void>;
}

/**
 * Creates every resource of a plan as soon as those that it needs exist, then starts them all.
 * When one fails no other begins; the error names each resource that failed.
 */
export async function deploy(
  plan: Plan,
  system: LocalSystem,
  { stops, onProgress, signal }: DeployOptions,
): Promise<Deployed> {
  const existing = new Map<string, Created>();
  const answers = answersFrom(existing, plan);
  const failure = new AbortController();
  const ended = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);

  async function create(resource: PlannedResource): Promise<void> {
    ended.throwIfAborted();
    const created = await resource.definition.create(resolved(resource, plan, system, answers), system);
    if (created.stop) stops.add(resource.id, created.stop);
    existing.set(resource.id, created);
  }

  onProgress?.(`creating ${plan.resources.length} resources`);
  const creations = new Map<string, Promise<void>>();
  for (const resource of plan.resources) {
    const needed = Promise.all([...resource.needs].flatMap((id) => creations.get(id) ?? []));
    const creation = needed.then(() => withResourceName(resource, () => create(resource)));
    // What has not begun then fails with this very error, so that `allOf` tells it once.
    creation.catch((error: unknown) => failure.abort(error));
    creations.set(resource.id, creation);
  }
  await allOf([...creations.values()]);
  ended.throwIfAborted();
  onProgress?.('starting pollers, schedules and servers');
  await allOf(
    plan.resources.map((resource) =>
      withResourceName(resource, async () => existing.get(resource.id)?.start?.()),
    ),
  );
  const outputs = new Map(
    plan.stacks.map((stack) => [
      stack.name,
      outputsOf(stack, stackScope(stack, plan.stacks, plan.account, answers)),
    ]),
  );
  const healthy = allOf(
    plan.resources.map((resource) =>
      withResourceName(resource, async () => existing.get(resource.id)?.healthy),
    ),
  );
  // Whoever does not wait for it must not be ended by it.
  healthy.catch(() => undefined);
  return { outputs, healthy };
}

function resolved(
  { stack, logicalId, type, definition, properties }: PlannedResource,
  plan: Plan,
  system: LocalSystem,
  answers: Answers,
): Resource<unknown> {
  const scope = stackScope(stack, plan.stacks, plan.account, answers);
  const values = resolveProperties({ type, properties }, scope, (secretId, key) => {
    const secret = system.secrets.get(secretId);
    return key === undefined ? secret : secretField(secretId, secret, key);
  });
  const result = definition.properties.safeParse(values);
  if (!result.success) throw new Error(propertyProblems(type, values, result.error).join('; '));
  return { logicalId, physicalId: physicalIdOf(stack.name, logicalId), properties: result.data };
}

function answersFrom(existing: ReadonlyMap<string, Created>, { account }: Plan): Answers {
  return {
    ref: (stack, logicalId) =>
      omittedRef(stack, logicalId) ?? find(existing, `${stack.name}/${logicalId}`).ref,
    attribute(stack, logicalId, attribute) {
      const omitted = omittedAttribute(stack, logicalId, attribute, account);
      if (omitted !== undefined) return omitted;
      const { attributes = {} } = find(existing, `${stack.name}/${logicalId}`);
      const value = attributes[attribute];
      if (value !== undefined) return value;
      const known = Object.keys(attributes).join(', ') || 'none';
      throw new Error(`${logicalId} has no attribute ${attribute} in the local run, which knows: ${known}`);
    },
  };
}

function find(existing: ReadonlyMap<string, Created>, id: string): Created {
  const created = existing.get(id);
  if (!created) throw new Error(`${id} was asked for before it was created`);
  return created;
}

class ResourceError extends Error {
  override readonly name = 'ResourceError';
}

/** Names the resource in an error of its own. A dependency's failure and the end of the start pass through. */
async function withResourceName(resource: PlannedResource, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof ResourceError || (cause instanceof Error && cause.name === 'AbortError'))
      throw cause;
    throw new ResourceError(`${resource.id}: ${messageOf(cause)}`, { cause });
  }
}

/** Waits for all to end, so that nothing is created behind the back of whoever stops, then throws what failed. */
async function allOf(work: Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failures = [
    ...new Set(results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))),
  ];
  if (failures.length <= 1) {
    if (failures.length === 1) throw failures[0];
    return;
  }
  throw new AggregateError(failures, failures.map(messageOf).join('\n'));
}
