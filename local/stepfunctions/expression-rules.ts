/** The parts of `$states` that exist only in some fields: a result in Assign and Output, an error output in a catcher. */
export type StatesField = 'result' | 'errorOutput';

type Node = Record<string, unknown>;

/** What of a node looks at its own values and no longer at the top level. */
const innerContext = ['predicate', 'stages', 'group', 'terms', 'pattern', 'update', 'delete'];
/** Backward links of the parser, not parts of the expression. */
const links = ['slot', 'ancestor', 'nextFunction'];

/**
 * What Step Functions refuses in a JSONata expression although it parses: there is no document at the top level, so
 * nothing may be read from one, and `$states.result` and `$states.errorOutput` exist only where `available` says.
 */
export function problemsOf(ast: object, available: readonly StatesField[]): string[] {
  const problems: string[] = [];
  visit(ast as Node, true);
  return problems;

  function visit(node: Node, top: boolean): void {
    const { type, value } = node;
    if (type === 'name' && top)
      problems.push(`Reference to '${String(value)}' at the top level is not supported.`);
    if (type === 'variable' && value === '$') problems.push(`Reference to '$$' is not supported.`);
    if (type === 'variable' && value === '' && top) {
      problems.push(`Reference to '$' at the top level is not supported.`);
    }
    if (type === 'path') checkStatesField(node['steps'] as Node[]);
    if (type === 'condition') checkOperator(node);
    for (const [key, part] of Object.entries(node)) {
      if (!links.includes(key)) visitPart(part, key, top && !innerContext.includes(key));
    }
  }

  function visitPart(part: unknown, key: string, top: boolean): void {
    if (Array.isArray(part)) {
      part.forEach((item, index) => {
        visitPart(item, key, top && (key !== 'steps' || index === 0));
      });
    } else if (typeof part === 'object' && part !== null) visit(part as Node, top);
  }

  /** The parser makes conditions of `?:` and `??`, whose left side is then in two places at once. */
  function checkOperator({ condition, ['then']: chosen }: Node): void {
    const { type, position } = condition as Node;
    const isElvis = JSON.stringify(condition) === JSON.stringify(chosen);
    const operator = isElvis ? '?:' : type === 'function' && position === undefined && '??';
    if (operator)
      problems.push(`The operator '${operator}' is not in JSONata 2.0.6, which Step Functions has.`);
  }

  function checkStatesField([first, second]: Node[]): void {
    const field = second?.['value'];
    if (first?.['type'] !== 'variable' || first['value'] !== 'states') return;
    const known: unknown[] = ['input', 'context', ...available];
    if (second?.['type'] === 'name' && !known.includes(field)) {
      problems.push(`Field '$states.${String(field)}' does not exist.`);
    }
  }
}
