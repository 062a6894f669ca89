import type { OpenApiDocument, OperationObject } from './document.ts';
import type { Response } from './responses.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
details { border-top: 1px solid #8884; padding: .5rem 0; }
summary { cursor: pointer; }
code, pre { font: .85rem/1.5 ui-monospace, monospace; }
pre { overflow-x: auto; background: #8881; padding: .75rem; border-radius: .25rem; }
b { display: inline-block; width: 4.5rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0; border-top: 1px solid #8884; }
small { opacity: .75; }
`;

/** The API's document as a page for people: no script, nothing to load. */
export function pageOf({ info, tags, paths, components }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const chapters = tags.map(({ name }) => {
    const own = operations.filter(({ operation }) => operation.tags.includes(name));
    return `<h2>${escaped(name)}</h2>${own.map((each) => operationOf(each, components.responses)).join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="${name}"><summary><code>${name}</code></summary>${json(schema)}</details>`,
  );
  return ascii(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,"><title>${escaped(info.title)}: the API</title><style>${style}</style></head><body>
<h1>${escaped(info.title)}: the API</h1>${info.description.split('\n\n').map(paragraph).join('')}
<p>For programs: <a href="./openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
${chapters.join('\n')}<h2>Schemas</h2>${schemas.join('\n')}</body></html>\n`);
}

interface Entry {
  path: string;
  method: string;
  operation: OperationObject;
}

function operationOf({ path, method, operation }: Entry, shared: OpenApiDocument['components']['responses']) {
  const { operationId, summary, servers = [], parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {}).map(({ schema }) => `<p>Body:</p>${json(schema)}`);
  const rows = Object.entries(responses).map(([status, response]) =>
    responseRow(
      status,
      '$ref' in response ? (shared[response.$ref.replace(/^.*\//, '')] as Response) : response,
    ),
  );
  return `<details id="${operationId}"><summary><b>${method.toUpperCase()}</b><code>${escaped(path)}</code>
<small>${escaped(summary)}</small></summary><p>${escaped(whoMayCall(operation))}${doors(servers)}</p>
${parameters.length > 0 ? table(['parameter', 'in', 'schema'], parameters.map(parameterRow)) : ''}${body.join('')}
${table(['status', 'meaning', 'body'], rows)}</details>`;
}

function whoMayCall({ security }: OperationObject): string {
  const [requirement] = security;
  if (!requirement) return 'Anybody may call it.';
  const roles = requirement['signedIn'] ?? [];
  return roles.length > 0 ? `Needs the access token of a ${roles.join(' or ')}.` : 'Needs an access token.';
}

const doors = (servers: { url: string }[]) =>
  servers.length > 1
    ? ` Moves; each side answers below ${servers
        .slice(1)
        .map(({ url }) => `<code>${escaped(url.slice(1))}</code>`)
        .join(' and ')} too.`
    : '';

function parameterRow({ name, in: place, required, schema }: Record<string, unknown>): string[] {
  return [
    `<code>${escaped(String(name))}</code>${required ? ' (required)' : ''}`,
    String(place),
    inline(schema),
  ];
}

/** A shared response says by which codes one tells what happened. */
function responseRow(status: string, { description, content = {} }: Response): string[] {
  const [first] = Object.entries(content);
  if (!first) return [status, escaped(description), 'none'];
  const [mediaType, { schema = {} }] = first;
  if (!mediaType.includes('problem')) return [status, escaped(description), inline(schema)];
  const { code } = schema['properties'] as { code: { enum?: string[]; const?: string } };
  const codes = (code.enum ?? [code.const ?? '']).map((each) => `<code>${escaped(each)}</code>`);
  return [status, escaped(description), `${link('Problem')} ${codes.join(' ')}`];
}

const table = (heads: string[], rows: string[][]) =>
  `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
    .join('')}</table>`;

const link = (name: string) => `<a href="#${name}">${name}</a>`;
const paragraph = (text: string) => `<p>${escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')}</p>`;
const json = (value: unknown) => `<pre>${linked(JSON.stringify(value, null, 2))}</pre>`;
const inline = (value: unknown) => `<code>${linked(JSON.stringify(value))}</code>`;

/** References to schemas become links. */
const linked = (text: string) =>
  escaped(text).replaceAll(
    /\{\s*&quot;\$ref&quot;:\s*&quot;#\/components\/schemas\/(\w+)&quot;\s*\}/g,
    (_, name) => link(name),
  );

const escaped = (text: string) =>
  text.replaceAll(/[&<>"]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found] ?? '&quot;');

/** Other characters as references, so that it makes no difference how the text is decoded. */
const ascii = (html: string) =>
  html.replaceAll(/[^\n -~]/gu, (character) => `&#${character.codePointAt(0)};`);
