import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** Lets somebody invoke a function by its name or ARN. CDK's own grants add its versions, which nobody here names. */
export function allowInvoke(grantee: IGrantable, fn: IFunction): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [fn.functionArn],
  });
}

/** Lets somebody get the value of a secret. CDK's own grant lets them describe it as well. */
export function allowSecretValue(grantee: IGrantable, secret: ISecret): Grant {
  return Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [secret.secretArn],
  });
}
