import { messageOf } from '../error-message.ts';
import { isPending } from './pending.ts';

/** What names in a template stand for. Each method throws when there is no such name. */
export interface Scope {
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  importValue(exportName: string): unknown;
  findInMap(map: string, topLevelKey: string, secondLevelKey: string): unknown;
  availabilityZones(region: string): string[];
}

/**
 * Replaces every intrinsic function in a value, at any depth, as
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html says.
 * `AWS::NoValue` becomes undefined and leaves its list or object. Throws an error that names the function.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, scope)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value;
  const call = intrinsicCall(value);
  if (call) return apply(call.name, call.argument, scope);
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, scope) => scope.ref(text(name)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument);
    return scope.getAtt(text(logicalId), attribute.map((part) => text(resolve(part, scope))).join('.'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, parts] = list(argument);
    return list(resolve(parts, scope)).map(text).join(text(delimiter));
  },
  'Fn::Sub': substitute,
  'Fn::If': (argument, scope) => {
    const [name, whenTrue, whenFalse] = list(argument, 3);
    return resolve(scope.condition(text(name)) ? whenTrue : whenFalse, scope);
  },
  'Fn::Select': select,
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list(argument, 2);
    return text(resolve(source, scope)).split(text(delimiter));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = list(resolve(argument, scope), 3).map(text) as [string, string, string];
    return scope.findInMap(map, top, second);
  },
  'Fn::GetAZs': (region, scope) => scope.availabilityZones(text(resolve(region, scope))),
  'Fn::ImportValue': (name, scope) => scope.importValue(text(resolve(name, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolve(argument, scope))).toString('base64'),
};

function apply(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = intrinsics[name];
  if (!intrinsic) throw new Error(`${name} is not a function that the local run understands`);
  try {
    return intrinsic(argument, scope);
  } catch (cause) {
    const reason = messageOf(cause);
    throw reason.startsWith('Ref') || reason.startsWith('Fn::')
      ? cause
      : new Error(`${name}: ${reason}`, { cause });
  }
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, source] = list(argument, 2);
  const position = Number(resolve(index, scope));
  const items = list(resolve(source, scope));
  if (items[position] !== undefined) return items[position];
  const unknownYet = items.find(isPending);
  if (unknownYet !== undefined) return unknownYet;
  throw new Error(`there is no item ${position} in a list of ${items.length}`);
}

/** `${Name}`, `${Resource.Attribute}`, a name of the second argument's map, and `${!Literal}`. */
function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, 2);
  if (!isObject(variables)) throw new Error('its second argument must be a map of variables');
  return text(template).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return text(resolve(variables[name], scope));
    const dot = name.indexOf('.');
    return text(dot < 0 ? scope.ref(name) : scope.getAtt(name.slice(0, dot), name.slice(dot + 1)));
  });
}

/** The condition functions: Fn::Equals, Fn::And, Fn::Or, Fn::Not and `Condition`, only allowed in Conditions. */
export function evaluateCondition(value: unknown, scope: Scope): boolean {
  const [name = '', argument] = isObject(value) ? (Object.entries(value)[0] ?? []) : [];
  const condition = conditions[name];
  if (!condition)
    throw new Error(`${JSON.stringify(value)} is not a condition that the local run understands`);
  return condition(argument, scope);
}

const conditions: Record<string, (argument: unknown, scope: Scope) => boolean> = {
  Condition: (name, scope) => scope.condition(text(name)),
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument, 2).map((side) => text(resolve(side, scope)));
    return left === right;
  },
  'Fn::And': (argument, scope) => list(argument).every((part) => evaluateCondition(part, scope)),
  'Fn::Or': (argument, scope) => list(argument).some((part) => evaluateCondition(part, scope)),
  'Fn::Not': (argument, scope) => !list(argument, 1).some((part) => evaluateCondition(part, scope)),
};

function intrinsicCall(value: Record<string, unknown>): { name: string; argument: unknown } | undefined {
  const [entry, ...others] = Object.entries(value);
  if (!entry || others.length > 0) return undefined;
  const [name, argument] = entry;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`expected text, not ${JSON.stringify(value)}`);
}

function list(value: unknown, length?: number): unknown[] {
  if (!Array.isArray(value)) throw new Error(`expected a list, not ${JSON.stringify(value)}`);
  if (length !== undefined && value.length !== length) {
    throw new Error(`expected ${length} arguments, not ${JSON.stringify(value)}`);
  }
  return value;
}
