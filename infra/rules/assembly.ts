import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A synthesised template, as far as rules read it. */
interface Template {
  Resources: Record<string, { Type: string; Properties?: object }>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

/** A resource of a template. What a rule reads of its properties it says by `Properties`; CDK has checked the schema. */
export interface Resource<Properties extends object = object> {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Properties;
}

/** All stacks of a synthesised app, with references followed from one into the other. */
export class Assembly {
  /** The folder of the assembly, in which also the assets lie. */
  readonly directory: string;
  private readonly stacks = new Map<string, { template: Template; resources: Map<string, Resource> }>();

  constructor(templatePaths: readonly string[]) {
    this.directory = dirname(templatePaths[0] ?? '.');
    for (const path of templatePaths) {
      const stack = basename(path).replace(/\.template\.json$/, '');
      const template: Template = JSON.parse(readFileSync(path, 'utf8'));
      const resources = Object.entries(template.Resources).map(
        ([id, { Type: type, Properties: properties = {} }]) => [id, { stack, id, type, properties }] as const,
      );
      this.stacks.set(stack, { template, resources: new Map(resources) });
    }
  }

  /** Every resource, or every one of a type. */
  resources<Properties extends object>(type?: string): Resource<Properties>[] {
    return [...this.stacks.values()]
      .flatMap(({ resources }) => [...resources.values()])
      .filter((resource) => type === undefined || resource.type === type) as Resource<Properties>[];
  }

  /** The resource that a value is a reference to: `Ref`, `Fn::GetAtt`, or `Fn::ImportValue` of another stack's output. */
  target<Properties extends object>(
    from: { stack: string },
    value: unknown,
  ): Resource<Properties> | undefined {
    const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::ImportValue': name } = intrinsic(value);
    if (name !== undefined) return this.exported<Properties>(name);
    const id = ref ?? (Array.isArray(attribute) ? attribute[0] : undefined);
    return this.stacks.get(from.stack)?.resources.get(String(id)) as Resource<Properties> | undefined;
  }

  /** Every resource that a value refers to, however deep, such as the parts of an ARN that is joined. */
  targets(from: { stack: string }, value: unknown): Resource[] {
    const target = this.target(from, value);
    if (target) return [target];
    if (typeof value !== 'object' || value === null) return [];
    return Object.values(value).flatMap((part) => this.targets(from, part));
  }

  private exported<Properties extends object>(name: unknown): Resource<Properties> | undefined {
    for (const [stack, { template }] of this.stacks)
      for (const { Value, Export } of Object.values(template.Outputs ?? {}))
        if (Export?.Name === name) return this.target<Properties>({ stack }, Value);
    return undefined;
  }
}

function intrinsic(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A value as text: what stands in it literally, with each reference shown as `show` says. */
export function literalText(value: unknown, show: (reference: unknown) => string = () => '*'): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const { 'Fn::Join': join, 'Fn::Sub': sub } = intrinsic(value);
  if (Array.isArray(join) && Array.isArray(join[1]))
    return join[1].map((part: unknown) => literalText(part, show)).join(String(join[0]));
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([^}]+)\}/g, (_, name) => show({ Ref: name }));
  return show(value);
}

/** CloudFormation takes one value where a list has one only. */
export const listOf = <Item>(value: Item | Item[] | undefined): Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** Whether two are the same resource: each look-up may give another object. */
export const same = (one: Resource | undefined, other: Resource | undefined): boolean =>
  one !== undefined && one.stack === other?.stack && one.id === other.id;
