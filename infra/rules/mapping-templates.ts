import { parse } from 'velocityjs';
import { type Assembly, literalText, type Resource } from './assembly.ts';
import { methods } from './method.ts';
import type { Finding, Rule } from './rule.ts';

const directives = ['set', 'if', 'elseif', 'else', 'end', 'foreach', 'break', 'stop'];

/** Every mapping template parses, and no directive disappears into the text around it. */
export const mappingTemplates: Rule = {
  name: 'mapping-templates',
  check: (assembly) =>
    templates(assembly).flatMap(({ resource, place, template }): Finding[] => {
      const problem = problemOf(template);
      return problem ? [{ resource, message: `${place}: ${problem}` }] : [];
    }),
};

interface Template {
  resource: Resource;
  place: string;
  template: string;
}

function templates(assembly: Assembly): Template[] {
  const all = (resource: Resource, place: string, byType: Record<string, unknown> = {}): Template[] =>
    Object.entries(byType).map(([mediaType, template]) => ({
      ...{ resource, place: `${place} for ${mediaType}`, template: literalText(template) },
    }));
  const ofMethods = methods(assembly).flatMap((method) => {
    const { RequestTemplates: requests, IntegrationResponses: answers = [] } =
      method.properties.Integration ?? {};
    return [
      ...all(method, 'its request template', requests),
      ...answers.flatMap((answer) =>
        all(method, `its response template of ${answer.StatusCode}`, answer.ResponseTemplates),
      ),
    ];
  });
  const ofGateway = assembly
    .resources<{ ResponseTemplates?: Record<string, unknown> }>('AWS::ApiGateway::GatewayResponse')
    .flatMap((response) => all(response, 'its response template', response.properties.ResponseTemplates));
  return [...ofMethods, ...ofGateway];
}

function problemOf(template: string): string | undefined {
  try {
    parse(template);
  } catch (error) {
    return `the template is not Velocity: ${(error as Error).message.replaceAll(/\s*\n/g, ' | ')}. Correct it.`;
  }
  return gluedDirective(template) ?? unbalanced(template);
}

/** `#endAction` is no `#end` to Velocity, which takes all letters that follow for the directive's name. */
function gluedDirective(template: string): string | undefined {
  for (const [directive, name = ''] of template.matchAll(/#([A-Za-z]\w*)/g)) {
    const meant = directives.find((known) => name.startsWith(known));
    if (meant && !directives.includes(name))
      return `${directive} is no directive, since a directive ends where its letters end. Write #{${meant}}, or move "${name.slice(meant.length)}" away from it.`;
  }
  return undefined;
}

/** The parser takes a block that nothing closes for closed at the end of the template; API Gateway does not. */
function unbalanced(template: string): string | undefined {
  const count = (pattern: RegExp) => [...template.matchAll(pattern)].length;
  const opened = count(/#(?:if|foreach)\b/g);
  const closed = count(/#(?:end\b|\{end\})/g);
  if (opened === closed) return undefined;
  return `${opened} blocks begin (#if, #foreach) but ${closed} end (#end). Give each block its #end.`;
}
