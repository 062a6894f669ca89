import { expect, test } from 'vitest';
import { synthesised, theOne } from '../rules/testing.ts';

const assembly = synthesised();

test('nobody signs up by themselves, and passwords are long and mixed', () => {
  expect(theOne(assembly, 'AWS::Cognito::UserPool').properties).toMatchObject({
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        ...{ RequireLowercase: true, RequireUppercase: true, RequireNumbers: true, RequireSymbols: true },
      },
    },
  });
});

test('only an administrator signs somebody in: no password goes from a client to Cognito, and no OAuth flow is open', () => {
  const client = theOne<{ ExplicitAuthFlows: string[] }>(assembly, 'AWS::Cognito::UserPoolClient');
  expect(client.properties).toMatchObject({ AllowedOAuthFlowsUserPoolClient: false });
  expect(client.properties.ExplicitAuthFlows.toSorted()).toEqual([
    'ALLOW_ADMIN_USER_PASSWORD_AUTH',
    'ALLOW_REFRESH_TOKEN_AUTH',
  ]);
});
