import jsonata from 'jsonata';
import { addAwsFunctions } from './aws-functions.ts';
import type { Problem } from './diagnostics.ts';
import { problemsOf, type StatesField } from './expression-rules.ts';
import { InterpreterFailure } from './failures.ts';
import { plainPath, valueOn } from './plain-path.ts';

/** What an expression sees: `$states` and the workflow variables. */
export interface Bindings {
  readonly states: object;
  readonly [variable: string]: unknown;
}

/** A field that may hold JSONata in its strings, compiled once. Constant parts cost nothing at run time. */
export interface Template {
  readonly constant: boolean;
  /** Which costly parts of `$states` it may look at. */
  readonly reads: { input: boolean; context: boolean };
  /** The expression, when it is one as a whole. */
  readonly source?: string;
  evaluate(bindings: Bindings): unknown;
}

/** Where a template stands and whom to tell what is wrong with it. */
export interface TemplateContext {
  location: string;
  available: readonly StatesField[];
  problem: (location: string, message: string, code?: Problem['code']) => void;
}

/** AWS's own bounds on one evaluation: nesting depth, and a time after which it is given up. */
const limits = { stack: 100, timeout: 5000 };

/** Compiles a JSON value in which each string `{% ... %}` is an expression. */
export function compileTemplate(value: unknown, context: TemplateContext): Template {
  if (typeof value === 'string') return compileString(value, context);
  if (Array.isArray(value)) {
    return compileParts(
      value,
      context,
      (index) => `[${index}]`,
      (parts) => parts,
    );
  }
  if (typeof value !== 'object' || value === null) return constant(value);
  const names = Object.keys(value);
  return compileParts(
    Object.values(value),
    context,
    (index) => `/${names[index]}`,
    (parts) => Object.fromEntries(parts.map((part, index) => [names[index], part])),
  );
}

/** Whether a string of a definition is an expression. */
export function isExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}');
}

function constant(value: unknown): Template {
  return { constant: true, reads: { input: false, context: false }, evaluate: () => value };
}

function compileParts(
  values: unknown[],
  context: TemplateContext,
  at: (index: number) => string,
  assemble: (parts: unknown[]) => unknown,
): Template {
  const parts = values.map((part, index) =>
    compileTemplate(part, { ...context, location: context.location + at(index) }),
  );
  if (parts.every((part) => part.constant)) return constant(assemble(values));
  return {
    constant: false,
    reads: {
      input: parts.some(({ reads }) => reads.input),
      context: parts.some(({ reads }) => reads.context),
    },
    evaluate: async (bindings) => {
      const evaluated: unknown[] = [];
      for (const part of parts) {
        const value = part.evaluate(bindings);
        evaluated.push(value instanceof Promise ? await value : value);
      }
      return assemble(evaluated);
    },
  };
}

function compileString(text: string, context: TemplateContext): Template {
  if (!isExpression(text)) {
    if (text.startsWith('{%'))
      context.problem(context.location, 'JSONata string must start with {% and end with %}');
    return constant(text);
  }
  const source = text.slice(2, -2).trim();
  const expression = parse(source, context);
  if (!expression) return constant(undefined);
  addAwsFunctions(expression);
  const path = plainPath(expression.ast());
  return {
    constant: false,
    reads: readsOf(source),
    source,
    // A plain path is read without JSONata.
    evaluate: (bindings) =>
      (path && valueOn(path, bindings)) ?? evaluate(expression, source, context.location, bindings),
  };
}

/** All of `$states`, unless each mention of it is of one part. */
function readsOf(source: string): Template['reads'] {
  const parts = [...source.matchAll(/\$states(\s*\.\s*(\w+))?/g)].map(([, , part]) => part);
  const readsPart = (name: string) => parts.some((part) => part === undefined || part === name);
  return { input: readsPart('input'), context: readsPart('context') };
}

function parse(
  source: string,
  { location, available, problem }: TemplateContext,
): jsonata.Expression | undefined {
  try {
    const expression = jsonata(source, limits);
    for (const message of problemsOf(expression.ast(), available)) {
      problem(location, message, 'UNSUPPORTED_JSONATA_EXPRESSION');
    }
    return expression;
  } catch (error) {
    problem(location, String((error as Error).message), 'INVALID_JSONATA_EXPRESSION');
    return undefined;
  }
}

async function evaluate(
  expression: jsonata.Expression,
  source: string,
  location: string,
  bindings: Bindings,
): Promise<unknown> {
  const failed = (what: string) => evaluationFailure(location, { source }, what);
  let value: unknown;
  try {
    value = await expression.evaluate(undefined, bindings);
  } catch (error) {
    throw failed(`threw an error during evaluation${sentenceOf(error)}`);
  }
  if (value === undefined) throw failed('returned nothing (undefined).');
  if (isFunction(value)) throw failed('returned an unsupported result type.');
  return value;
}

/** What fails a state whose expression does not yield what its field takes. */
export function evaluationFailure(
  field: string,
  { source }: Pick<Template, 'source'>,
  what: string,
): InterpreterFailure {
  return fieldFailure(field, `The JSONata expression '${source}' specified for the field '${field}' ${what}`);
}

/** What fails a state whose field has a value that it does not take. */
export function fieldFailure(field: string, cause: string): InterpreterFailure {
  return new InterpreterFailure('States.QueryEvaluationError', cause, field);
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return (
    typeof value === 'object' &&
    value !== null &&
    ('_jsonata_lambda' in value || '_jsonata_function' in value)
  );
}

/** JSONata throws plain objects with a code and a message, functions throw errors, which AWS puts after a colon. */
function sentenceOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined) return `: ${message}`;
  return bounds[code] === undefined ? `. ${code}: ${message}` : `: ${bounds[code]}`;
}

const bounds: Record<string, string> = {
  D1011:
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  D1012: 'Expression evaluation timeout: Check for infinite loop',
};
