import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TemplateResource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** A CloudFormation template, as far as it is changed here. */
export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, { Value: unknown }>;
}

const templateFile = 'orders.template.json';

export const readTemplate = (assembly: string): Template =>
  JSON.parse(readFileSync(join(assembly, templateFile), 'utf8'));

/** Copies an assembly into a folder that does not exist yet, with the template of the stack `orders` as it is given. */
export function copyAssembly(assembly: string, folder: string, template: Template): void {
  mkdirSync(folder);
  for (const entry of readdirSync(assembly, { withFileTypes: true })) {
    const [from, to] = [join(assembly, entry.name), join(folder, entry.name)];
    // Containers find their packages above the real folder of their files.
    if (entry.isDirectory()) symlinkSync(from, to);
    else cpSync(from, to);
  }
  writeFileSync(join(folder, templateFile), JSON.stringify(template));
}

/** The webhook's queue, its worker and the mapping between them, found by the queue that the stack puts out. */
export function webhookOf({ Resources, Outputs }: Template) {
  const queueId = refOf(Outputs['WebhookQueueUrl']?.Value) ?? '';
  const queue = Resources[queueId];
  const mapping = Object.values(Resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::Lambda::EventSourceMapping' && attributeOwner(Properties['EventSourceArn']) === queueId,
  );
  const worker = Resources[refOf(mapping?.Properties['FunctionName']) ?? ''];
  if (queue === undefined || mapping === undefined || worker === undefined)
    throw new Error('The template of the stack "orders" maps no function to the queue WebhookQueueUrl');
  return { queue, mapping, worker };
}

/** How often the webhook's queue gives a message out before it is a dead letter. */
export function maxReceiveCountOf(template: Template): number {
  const { RedrivePolicy } = webhookOf(template).queue.Properties;
  return (RedrivePolicy as { maxReceiveCount: number }).maxReceiveCount;
}

const refOf = (value: unknown) => (value as { Ref?: string } | undefined)?.Ref;
const attributeOwner = (value: unknown) =>
  (value as { 'Fn::GetAtt'?: string[] } | undefined)?.['Fn::GetAtt']?.[0];

/** Which properties of resources differ, a line for each that is gone (-) or new (+); empty when none does. */
export function differenceOf(before: Template, after: Template): string {
  const ids = new Set([...Object.keys(before.Resources), ...Object.keys(after.Resources)]);
  return [...ids]
    .flatMap((id) => {
      const lines = changedProperties(before.Resources[id], after.Resources[id]);
      const type = (after.Resources[id] ?? before.Resources[id])?.Type;
      return lines.length > 0 ? [`${type} ${id}`, ...lines] : [];
    })
    .join('\n');
}

function changedProperties(
  before: TemplateResource | undefined,
  after: TemplateResource | undefined,
): string[] {
  const [old, now] = [before?.Properties ?? {}, after?.Properties ?? {}];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) => {
    const [was, is] = [JSON.stringify(old[name]), JSON.stringify(now[name])];
    if (was === is) return [];
    return [
      ...(was === undefined ? [] : [`- "${name}": ${was}`]),
      ...(is === undefined ? [] : [`+ "${name}": ${is}`]),
    ];
  });
}
