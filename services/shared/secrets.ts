import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { z } from 'zod';
import { secretsManager } from './aws-clients.ts';
import { patience } from './patience.ts';

/** A secret is read again after this long, so that a rotated one reaches warm functions. */
const maxAgeMilliseconds = 300_000;

type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** What a stage held when it was read; `readAt` is in epoch milliseconds. */
interface Version {
  value: string | undefined;
  readAt: number;
}

const client = secretsManager();
/** By ARN and stage; a version that does not exist is remembered too. Never logged. */
const cache = new Map<string, Version>();

/** The values of a secret that are valid while it is rotated, the current one first. */
export interface RotatingSecret {
  values: string[];
  /** They were valid at this instant, in epoch milliseconds. */
  readAt: number;
}

/**
 * The current value of a secret and, when there is one, the previous. They may be `maxAge` milliseconds old. Storing
 * another value makes the current one the previous; twice retires it.
 */
export async function rotatingSecret(arn: string, maxAge = maxAgeMilliseconds): Promise<RotatingSecret> {
  const [current, previous] = await Promise.all([
    cached(arn, 'AWSCURRENT', maxAge),
    cached(arn, 'AWSPREVIOUS', maxAge),
  ]);
  const values = [requireText(arn, current.value), ...(previous.value === undefined ? [] : [previous.value])];
  return { values, readAt: Math.min(current.readAt, previous.readAt) };
}

/**
 * A JSON secret, cached and checked. Reading it may take `within` milliseconds. Errors name what is wrong and never quote
 * the value.
 */
export async function jsonSecret<Schema extends z.ZodType>(
  arn: string,
  schema: Schema,
  within: number = patience.secret,
): Promise<z.infer<Schema>> {
  const { value } = await cached(arn, 'AWSCURRENT', maxAgeMilliseconds, within);
  const result = schema.safeParse(parse(requireText(arn, value)));
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.') || 'value'}: ${issue.message}`);
  throw new Error(`Secret ${arn} is wrong. ${wrong.join('; ')}`);
}

function requireText(arn: string, value: string | undefined): string {
  if (value !== undefined) return value;
  throw new Error(`Secret ${arn} has no current value as text (SecretString): store one`);
}

async function cached(
  arn: string,
  stage: Stage,
  maxAge: number,
  within: number = patience.secret,
): Promise<Version> {
  const key = `${stage} ${arn}`;
  const known = cache.get(key);
  if (known && Date.now() - known.readAt < maxAge) return known;
  // Before the answer: what is stored while it is on its way is not in it.
  const readAt = Date.now();
  const version = { value: await read(arn, stage, within), readAt };
  cache.set(key, version);
  return version;
}

async function read(arn: string, stage: Stage, within: number): Promise<string | undefined> {
  const command = new GetSecretValueCommand({ SecretId: arn, VersionStage: stage });
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(within) });
    return answer.SecretString;
  } catch (error) {
    // A secret that was never rotated has no previous version.
    if (stage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** The message of JSON.parse's own error quotes the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
