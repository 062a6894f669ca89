import { policyDocument, trustPolicy } from './policy-document.ts';
import { Roles } from './roles.ts';

/** For tests: the roles of the account 000000000000, none yet. `lines` is what is logged. */
export function rolesUnderTest(lines: string[] = []): Roles {
  return new Roles({
    region: 'us-east-1',
    accountId: '000000000000',
    log: ({ line }) => lines.push(line),
  });
}

/** For tests: adds a role that a service may assume, with these statements, and answers its ARN. */
export function addRole(roles: Roles, service: string, ...statements: object[]): string {
  const trust = trustPolicy.parse({
    Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } },
  });
  const role = roles.create({ name: `${service.split('.')[0]}-role`, trust });
  role.attach(policyDocument.parse({ Statement: statements }));
  return role.arn;
}
