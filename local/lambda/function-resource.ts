import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { integer, texts } from '../cfn.ts';
import { resourceType } from '../resource.ts';
import type { LocalSystem } from '../system.ts';
import { accessKeyIdOf } from './environment-variables.ts';

const properties = z.strictObject({
  Code: z.union([
    z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    z.strictObject({ ZipFile: z.string() }),
  ]),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node.js runtimes run on this machine'),
  Environment: z.strictObject({ Variables: texts.optional() }).optional(),
  MemorySize: integer(128, 10_240).default(128),
  Timeout: integer(1, 900).default(3),
  ReservedConcurrentExecutions: integer(0, 1_000_000).optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string().optional() }).optional(),
  LoggingConfig: z.strictObject({ LogGroup: z.string().optional() }).optional(),
});
type Properties = z.infer<typeof properties>;

/** AWS::Lambda::Function: `Ref` is its name. */
export const functionResource = resourceType<Properties>({
  type: 'AWS::Lambda::Function',
  properties,
  async create({ physicalId: name, properties: given }, system) {
    const arn = system.arn('lambda', `function:${name}`);
    const service = 'lambda.amazonaws.com';
    const session = { service, roleArn: given.Role, sessionName: name, sourceArn: arn };
    system.roles.addAccessKey(accessKeyIdOf(name), system.roles.assume(session));
    const logGroup = given.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
    system.logGroups.assign(`lambda/${name}`, logGroup);
    system.functions.define({
      name,
      codeFolder: await codeFolder(name, given.Code, system),
      handler: given.Handler,
      runtime: given.Runtime,
      environment: given.Environment?.Variables ?? {},
      memorySize: given.MemorySize,
      timeout: given.Timeout,
      reservedConcurrentExecutions: given.ReservedConcurrentExecutions,
      logGroup,
      deadLetterTargetArn: given.DeadLetterConfig?.TargetArn,
    });
    return { ref: name, attributes: { Arn: arn } };
  },
});

/** The asset `<hash>.zip` is a folder here. Inline code becomes `index.js`, as CloudFormation does it. */
async function codeFolder(name: string, code: Properties['Code'], system: LocalSystem): Promise<string> {
  if ('S3Key' in code) return system.asset(path.basename(code.S3Key, '.zip'));
  const folder = path.join(system.workDir, 'lambda', name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'index.js'), code.ZipFile);
  return folder;
}
