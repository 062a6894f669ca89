import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';

interface Kept {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Whatever holds data that nobody could make again. */
const holdsData = ['AWS::DynamoDB::Table', 'AWS::RDS::DBInstance', 'AWS::Cognito::UserPool'];

function dataOf(size: string): Kept[] {
  const resources = ['legacy', 'orders'].flatMap((stack): Kept[] => {
    const template = readFileSync(join(inject('assemblies'), size, `${stack}.template.json`), 'utf8');
    return Object.values(JSON.parse(template).Resources);
  });
  return resources.filter(({ Type }) => holdsData.includes(Type));
}

const isProtected = ({ Properties }: Kept) =>
  [true, 'ACTIVE'].includes(
    (Properties['DeletionProtection'] ?? Properties['DeletionProtectionEnabled']) as string,
  );

describe('in size full', () => {
  const data = dataOf('full');

  test('whatever holds data is guarded from deletion, and kept when its stack is deleted', () => {
    expect(new Set(data.map(({ Type }) => Type))).toEqual(new Set(holdsData));
    for (const one of data) {
      expect(one).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(isProtected(one)).toBe(true);
    }
  });

  test('tables can be restored to any second, the database for two weeks, and it stands in two zones', () => {
    for (const { Type, Properties } of data) {
      if (Type === 'AWS::DynamoDB::Table')
        expect(Properties['PointInTimeRecoverySpecification']).toEqual({ PointInTimeRecoveryEnabled: true });
      if (Type === 'AWS::RDS::DBInstance')
        expect(Properties).toMatchObject({ BackupRetentionPeriod: 14, MultiAZ: true });
    }
  });
});

test('in size small nothing keeps a stack from being deleted with all that is in it', () => {
  for (const one of dataOf('small')) {
    expect(one).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(isProtected(one)).toBe(false);
  }
});
