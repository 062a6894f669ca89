import { type ConditionContext, conditionHolds } from './conditions.ts';
import type { PolicyDocument, PolicyStatement, TrustPolicy } from './policy-document.ts';
import { actionPattern, resourcePattern } from './wildcards.ts';

export type Decision = 'allowed' | 'explicitly denied' | 'implicitly denied';

interface CompiledStatement {
  denies: boolean;
  covers(action: string, resource: string): boolean;
}

/** Size of the cache; ARNs of executions have no bound, so it is emptied when full. */
const keptDecisions = 1000;

/** A role: who may assume it, and what its policies allow. */
export class Role {
  readonly name: string;
  readonly arn: string;
  readonly #trust: TrustPolicy['Statement'];
  readonly #context: ConditionContext;
  readonly #statements: CompiledStatement[] = [];
  readonly #decisions = new Map<string, Decision>();

  /** `context` is what every call of this role has in common: conditions are decided once, when a policy is attached. */
  constructor(config: { name: string; arn: string; trust: TrustPolicy }, context: ConditionContext) {
    this.name = config.name;
    this.arn = config.arn;
    this.#trust = config.trust.Statement.filter(({ Action }) =>
      Action.some((action) => actionPattern(action).test('sts:AssumeRole')),
    );
    this.#context = context;
  }

  attach({ Statement }: PolicyDocument): void {
    const inForce = Statement.filter(({ Condition }) => conditionHolds(Condition, this.#context));
    this.#statements.push(...inForce.map(compile));
    this.#decisions.clear();
  }

  /**
   * Denied unless a statement allows it, and always when one denies it:
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
   */
  decide(action: string, resource: string): Decision {
    const key = `${action} ${resource}`;
    const known = this.#decisions.get(key);
    if (known) return known;
    if (this.#decisions.size >= keptDecisions) this.#decisions.clear();
    const decision = this.#evaluate(action, resource);
    this.#decisions.set(key, decision);
    return decision;
  }

  /** Whether the trust policy lets a service assume this role on behalf of what is described by `context`. */
  trusts(service: string, context: ConditionContext): boolean {
    const applying = this.#trust.filter(
      ({ Principal, Condition }) => Principal.Service.includes(service) && conditionHolds(Condition, context),
    );
    return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
  }

  #evaluate(action: string, resource: string): Decision {
    const covering = this.#statements.filter((statement) => statement.covers(action, resource));
    if (covering.some(({ denies }) => denies)) return 'explicitly denied';
    return covering.length > 0 ? 'allowed' : 'implicitly denied';
  }
}

function compile(statement: PolicyStatement): CompiledStatement {
  const actions = anyOf(statement.Action, statement.NotAction, actionPattern);
  const resources = anyOf(statement.Resource, statement.NotResource, resourcePattern);
  return {
    denies: statement.Effect === 'Deny',
    covers: (action, resource) => actions(action) && resources(resource),
  };
}

/** Whether a text matches one of the patterns, or none of those that are excluded. */
function anyOf(
  included: string[] | undefined,
  excluded: string[] | undefined,
  compilePattern: (pattern: string) => RegExp,
): (text: string) => boolean {
  const patterns = (included ?? excluded ?? []).map(compilePattern);
  const wanted = included !== undefined;
  return (text) => patterns.some((pattern) => pattern.test(text)) === wanted;
}
