import jsonata from 'jsonata';
import type { Finding, Rule } from './rule.ts';
import { stateMachines } from './state-machine.ts';

/** Every `{% %}` of a state machine is JSONata. */
export const jsonataExpressions: Rule = {
  name: 'jsonata-expressions',
  check: (assembly) =>
    stateMachines(assembly).flatMap(({ machine, definition }) =>
      textsIn(definition).flatMap(([path, text]): Finding[] => {
        const problem = problemOf(text);
        return problem ? [{ resource: machine, message: `${path} is ${text}, but ${problem}` }] : [];
      }),
    ),
};

function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsIn(part, path ? `${path}/${key}` : key));
}

function problemOf(text: string): string | undefined {
  const [starts, ends] = [text.startsWith('{%'), text.endsWith('%}')];
  if (!starts && !ends) return undefined;
  if (!starts || !ends) return 'an expression must be the whole text, from {% to %}. Add the missing part.';
  try {
    jsonata(text.slice(2, -2));
    return undefined;
  } catch (error) {
    const { message, position = 0 } = error as { message: string; position?: number };
    return `that is not JSONata: ${message} (at character ${position + 2}). Correct the expression.`;
  }
}
