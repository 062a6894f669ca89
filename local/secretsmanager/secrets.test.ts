import { describe, expect, test } from 'vitest';
import type { Databases } from '../rds/databases.ts';
import { createResource } from '../resource-fixture.ts';
import { systemWith } from '../testing.ts';
import { resourceTypes } from './index.ts';
import { Secrets } from './secrets.ts';

function call(secrets: Secrets, operation: string, input: object): unknown {
  const run = secrets.service().operations[operation];
  if (!run) throw new Error(`no operation ${operation}`);
  return run(input, { accessKeyId: undefined });
}
const refusal = (code: string) => expect.objectContaining({ code });

async function createSecret(secrets: Secrets, properties: object) {
  const { ref } = await createResource(
    resourceTypes,
    { type: 'AWS::SecretsManager::Secret', properties },
    systemWith({ secrets }),
  );
  return ref;
}

describe('a secret', () => {
  test('is found by name, by ARN and by ARN without its six random characters', async () => {
    const secrets = new Secrets();
    const arn = await createSecret(secrets, { Name: 'shop/webhook', SecretString: 'whsec' });
    expect(arn).toMatch(/:secret:shop\/webhook-[A-Za-z0-9]{6}$/);
    for (const id of [arn, arn.slice(0, -7), 'shop/webhook']) {
      expect(call(secrets, 'GetSecretValue', { SecretId: id })).toMatchObject({
        ARN: arn,
        Name: 'shop/webhook',
        SecretString: 'whsec',
        VersionStages: ['AWSCURRENT'],
      });
    }
  });

  test('keeps its previous version, by stage and by version id', async () => {
    const secrets = new Secrets();
    const SecretId = await createSecret(secrets, { SecretString: 'first' });
    const first = call(secrets, 'GetSecretValue', { SecretId }) as { VersionId: string };
    call(secrets, 'PutSecretValue', { SecretId, SecretString: 'second', ClientRequestToken: 'two' });
    expect(secrets.get(SecretId)).toBe('second');
    const previous = { SecretString: 'first', VersionStages: ['AWSPREVIOUS'] };
    expect(call(secrets, 'GetSecretValue', { SecretId, VersionStage: 'AWSPREVIOUS' })).toMatchObject(
      previous,
    );
    expect(call(secrets, 'GetSecretValue', { SecretId, VersionId: first.VersionId })).toMatchObject(previous);
    expect(call(secrets, 'DescribeSecret', { SecretId })).toMatchObject({
      VersionIdsToStages: { two: ['AWSCURRENT'], [first.VersionId]: ['AWSPREVIOUS'] },
    });
  });

  test('put twice with one token has one version, and with another value is refused', async () => {
    const secrets = new Secrets();
    const SecretId = await createSecret(secrets, {});
    const put = (SecretString: string) =>
      call(secrets, 'PutSecretValue', { SecretId, SecretString, ClientRequestToken: 'token' });
    expect(put('value')).toEqual(put('value'));
    expect(() => put('other')).toThrow(refusal('ResourceExistsException'));
  });

  test('that does not exist or has no value is not found', async () => {
    const secrets = new Secrets();
    await createSecret(secrets, { Name: 'empty' });
    expect(() => secrets.get('nothing')).toThrow(refusal('ResourceNotFoundException'));
    expect(() => secrets.get('empty')).toThrow(refusal('ResourceNotFoundException'));
  });
});

describe('GenerateSecretString', () => {
  test('adds a password of the length and characters asked for to its template', async () => {
    const secrets = new Secrets();
    const arn = await createSecret(secrets, {
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"shop"}',
        GenerateStringKey: 'password',
        PasswordLength: '40',
        ExcludePunctuation: 'true',
        ExcludeCharacters: 'abcABC012',
      },
    });
    const { username, password } = JSON.parse(secrets.get(arn));
    expect(username).toBe('shop');
    expect(password).toMatch(/^[d-zD-Z3-9]{40}$/);
  });

  test('has every included type in the shortest password', async () => {
    const secrets = new Secrets();
    const arn = await createSecret(secrets, { GenerateSecretString: { PasswordLength: 4 } });
    const password = secrets.get(arn);
    for (const type of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) expect(password).toMatch(type);
  });
});

test('a target attachment adds how to connect to the database', async () => {
  const secrets = new Secrets();
  const find = () => ({ endpoint: { address: '127.0.0.1', port: 5555 }, databaseName: 'wares' });
  const SecretId = await createSecret(secrets, { SecretString: '{"username":"shop","password":"p"}' });
  const { ref } = await createResource(
    resourceTypes,
    {
      type: 'AWS::SecretsManager::SecretTargetAttachment',
      properties: { SecretId, TargetId: 'shop-db', TargetType: 'AWS::RDS::DBInstance' },
    },
    systemWith({ secrets, databases: { find } as unknown as Databases }),
  );
  expect(ref).toBe(SecretId);
  expect(JSON.parse(secrets.get(SecretId))).toEqual({
    username: 'shop',
    password: 'p',
    engine: 'postgres',
    host: '127.0.0.1',
    port: 5555,
    dbInstanceIdentifier: 'shop-db',
    dbname: 'wares',
  });
});

test('a secret that is no JSON object is named, and not shown, when a database is attached to it', async () => {
  const secrets = new Secrets();
  const find = () => ({ endpoint: { address: '127.0.0.1', port: 5555 }, databaseName: 'wares' });
  const SecretId = await createSecret(secrets, { SecretString: 'hunter2' });
  const attaching = createResource(
    resourceTypes,
    {
      type: 'AWS::SecretsManager::SecretTargetAttachment',
      properties: { SecretId, TargetId: 'shop-db', TargetType: 'AWS::RDS::DBInstance' },
    },
    systemWith({ secrets, databases: { find } as unknown as Databases }),
  );
  await expect(attaching).rejects.toThrow(`The secret ${SecretId} is not a JSON object`);
});

test('a template of a secret that is no JSON object is named', async () => {
  const generate = { SecretStringTemplate: '{username}', GenerateStringKey: 'password' };
  await expect(createSecret(new Secrets(), { GenerateSecretString: generate })).rejects.toThrow(
    'SecretStringTemplate is not a JSON object',
  );
});
