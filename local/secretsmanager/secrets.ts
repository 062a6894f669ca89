import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-error.ts';
import type { JsonService } from '../endpoint/service.ts';
import { stableLetters } from '../stable-id.ts';

/** A secret as CloudFormation creates it; without a value it has no version yet. */
export interface SecretConfig {
  arn: string;
  name: string;
  description?: string | undefined;
  value?: string | undefined;
}

interface Version {
  id: string;
  value: string;
  createdAt: Date;
}
interface Secret extends SecretConfig {
  createdAt: Date;
  /** The newest first: AWSCURRENT, then AWSPREVIOUS. */
  versions: Version[];
}

const stages = ['AWSCURRENT', 'AWSPREVIOUS'];

/** AWS Secrets Manager: texts by name or ARN, each with its current and its previous version, kept in memory. */
export class Secrets {
  readonly #secrets: Secret[] = [];

  create(config: SecretConfig): void {
    if (this.#secrets.some(({ name }) => name === config.name)) {
      throw new AwsError('ResourceExistsException', `There is a secret ${config.name} already.`);
    }
    this.#secrets.push({ ...config, createdAt: new Date(), versions: [] });
    if (config.value !== undefined) this.put(config.name, config.value);
  }

  /** The current value. Throws `ResourceNotFoundException` when there is no such secret or it has no value. */
  get(arnOrName: string): string {
    return versionAt(this.#find(arnOrName), 'AWSCURRENT').value;
  }

  /** Sets a new current value and answers its version; the one until now becomes the previous one. */
  put(arnOrName: string, value: string, versionId: string = randomUUID()): string {
    const secret = this.#find(arnOrName);
    const existing = secret.versions.find(({ id }) => id === versionId);
    if (!existing) secret.versions = [{ id: versionId, value, createdAt: new Date() }, ...secret.versions];
    else if (existing.value !== value) {
      throw new AwsError(
        'ResourceExistsException',
        `A version ${versionId} with another value exists already.`,
      );
    }
    return versionId;
  }

  /** The whole ARN of a secret; undefined when there is none. */
  arnOf(arnOrName: string): string | undefined {
    return this.#look(arnOrName)?.arn;
  }

  /** What SDK clients call. */
  service(): JsonService {
    return {
      targetPrefix: 'secretsmanager',
      operations: {
        GetSecretValue: (input) => this.#getSecretValue(input),
        PutSecretValue: (input) => this.#putSecretValue(input),
        DescribeSecret: (input) => this.#describeSecret(input),
      },
    };
  }

  #getSecretValue(input: { SecretId: string; VersionId?: string; VersionStage?: string }): object {
    const secret = this.#find(input.SecretId);
    const version = input.VersionId
      ? versionWithId(secret, input.VersionId)
      : versionAt(secret, input.VersionStage ?? 'AWSCURRENT');
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: stagesOf(secret, version),
      CreatedDate: seconds(version.createdAt),
    };
  }

  #putSecretValue(input: {
    SecretId: string;
    SecretString?: string;
    ClientRequestToken?: string;
    VersionStages?: string[];
  }): object {
    if (input.SecretString === undefined) {
      throw new AwsError(
        'InvalidParameterException',
        'The local Secrets Manager keeps texts only: set SecretString.',
      );
    }
    if (input.VersionStages && String(input.VersionStages) !== 'AWSCURRENT') {
      throw new AwsError(
        'InvalidParameterException',
        'The local Secrets Manager knows VersionStages AWSCURRENT only.',
      );
    }
    const id = this.put(input.SecretId, input.SecretString, input.ClientRequestToken);
    const { arn, name } = this.#find(input.SecretId);
    return { ARN: arn, Name: name, VersionId: id, VersionStages: ['AWSCURRENT'] };
  }

  #describeSecret(input: { SecretId: string }): object {
    const secret = this.#find(input.SecretId);
    const staged = secret.versions.slice(0, stages.length);
    return {
      ARN: secret.arn,
      Name: secret.name,
      Description: secret.description,
      CreatedDate: seconds(secret.createdAt),
      LastChangedDate: seconds(secret.versions[0]?.createdAt ?? secret.createdAt),
      VersionIdsToStages: Object.fromEntries(
        staged.map((version) => [version.id, stagesOf(secret, version)]),
      ),
    };
  }

  /** By name, ARN, or ARN without the six characters that AWS adds. */
  #look(arnOrName: string): Secret | undefined {
    return this.#secrets.find(
      ({ arn, name }) =>
        arnOrName === name || arnOrName === arn || arnOrName === arn.slice(0, -'-xxxxxx'.length),
    );
  }

  #find(arnOrName: string): Secret {
    const found = this.#look(arnOrName);
    if (found) return found;
    throw notFound(`Secrets Manager can't find the specified secret: ${arnOrName}`);
  }
}

/** The six characters that end a secret's ARN: random on AWS, here the same on every start. */
export function arnSuffix(name: string): string {
  return stableLetters(name, 6);
}

function versionAt({ versions, name }: Secret, stage: string): Version {
  const version = versions[stages.indexOf(stage)];
  if (version) return version;
  throw notFound(
    `Secrets Manager can't find the specified secret value for staging label: ${stage} (secret ${name})`,
  );
}

function versionWithId({ versions, name }: Secret, id: string): Version {
  const version = versions.find((each) => each.id === id);
  if (version) return version;
  throw notFound(
    `Secrets Manager can't find the specified secret value for VersionId: ${id} (secret ${name})`,
  );
}

function stagesOf({ versions }: Secret, version: Version): string[] {
  return stages.slice(versions.indexOf(version), versions.indexOf(version) + 1);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}

/** Timestamps in the AWS JSON protocols are seconds since 1970. */
function seconds(date: Date): number {
  return date.getTime() / 1000;
}
