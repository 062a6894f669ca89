import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { openApiFile, openApiText } from '../../commands/openapi.ts';
import type { Route, RouteTable } from '../patterns/route-table.ts';
import { routes } from '../routes.ts';
import { codes, statusOf } from './catalogue.ts';
import { type OpenApiDocument, openApiDocument } from './document.ts';
import { sides } from './sides.ts';

const document = openApiDocument(routes);
const table: RouteTable = routes;
const operationAt = (line: string, { paths }: OpenApiDocument = document) => {
  const [method = '', path = ''] = line.split(/\s+/);
  return paths[path]?.[method.toLowerCase()];
};
const named = Object.entries(table).filter(([line]) => !line.startsWith('ANY'));

test('docs/api/openapi.json is what the code says: else run "npm run openapi"', () => {
  expect(readFileSync(openApiFile, 'utf8')).toBe(openApiText());
});

test('the document keeps to the rules of OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(JSON.parse(JSON.stringify(document)));
  expect(errors).toBeUndefined();
  expect({ valid, version: validator.version }).toEqual({ valid: true, version: '3.1' });
});

test('every reference leads somewhere, and every component is referred to', () => {
  const text = JSON.stringify({ ...document, components: { ...document.components, securitySchemes: {} } });
  const referred = new Set([...text.matchAll(/"#\/components\/([^"]+)"/g)].map(([, name]) => name));
  const { securitySchemes: _, ...components } = document.components;
  const there = Object.entries(components).flatMap(([kind, names]) =>
    Object.keys(names).map((name) => `${kind}/${name}`),
  );
  expect(referred).toEqual(new Set(there));
});

test('every schema is JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: true, formats: { 'date-time': true } });
  ajv.addVocabulary(['externalDocs']);
  const { schemas } = document.components;
  expect(Object.keys(schemas)).toEqual(expect.arrayContaining(['Order', 'Product', 'Problem']));
  const $defs = JSON.parse(JSON.stringify(schemas).replaceAll('#/components/schemas/', '#/$defs/'));
  for (const name of Object.keys(schemas))
    expect(ajv.compile({ $defs, $ref: `#/$defs/${name}` }), name).toBeTypeOf('function');
});

describe('every route', () => {
  test.each(named)('%s is in it, with its access', (line, { access }: Route) => {
    const operation = operationAt(line);
    expect(operation?.summary).toMatch(/^[A-Z].{5,}/);
    if (access === 'public') expect(operation?.security).toEqual([]);
    else expect(operation?.security).toEqual([{ signedIn: expect.any(Array) }]);
    if (access === 'operator') expect(operation?.security).toEqual([{ signedIn: ['operator'] }]);
  });

  test.each(named)('%s has a description of each placeholder of its path', (line) => {
    const placeholders = [...line.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const described = operationAt(line)?.parameters.filter((parameter) => parameter['in'] === 'path');
    expect(described).toEqual(
      placeholders.map((name) =>
        expect.objectContaining({ name, required: true, schema: expect.anything() }),
      ),
    );
  });

  test('behind the rest of the table is in it too, but for what is refused', () => {
    expect(operationAt('GET /customers/{customerId}')?.security).toEqual([{ signedIn: [] }]);
    expect(operationAt('GET /health')?.security).toEqual([{ signedIn: [] }]);
    expect(document.paths['/shipments']).toBeUndefined();
    expect(Object.keys(document.paths['/shipments/{orderId}'] ?? {})).toEqual(['get']);
  });

  test('that reads a body says so, and what becomes of a bad one', () => {
    const bodies = named
      .filter(([line]) => operationAt(line)?.requestBody)
      .map(([line]) => line.split(/\s+/)[0]);
    expect(new Set(bodies)).toEqual(new Set(['PUT', 'POST']));
    for (const line of ['PUT /products/{sku}', 'POST /orders'])
      expect(Object.keys(operationAt(line)?.responses ?? {})).toEqual(
        expect.arrayContaining([
          '400',
          '401',
          '403',
          '409',
          '413',
          '415',
          '429',
          '500',
          '502',
          '504',
          '4XX',
          '5XX',
        ]),
      );
  });
});

describe('a route that moves', () => {
  const moving = named.filter(([, { movesBetween }]) => movesBetween);
  const moved = Object.fromEntries(
    Object.entries(table).map(([line, route]) => [
      line,
      { ...route, owner: route.movesBetween?.find((side) => side !== route.owner) ?? route.owner },
    ]),
  );

  test.each(moving)('%s can be asked at both of its side doors', (line, { movesBetween }: Route) => {
    expect(operationAt(line)?.servers?.map(({ url }) => url)).toEqual([
      '.',
      ...(movesBetween ?? []).toSorted().map((side) => `./via/${side}`),
    ]);
  });

  test('has the same contract before and after', () => {
    expect(moving.length).toBeGreaterThan(3);
    expect(openApiDocument(moved)).toEqual(document);
  });

  test('must have the same contract on both sides', () => {
    const catalog = new Map(sides['catalog']);
    const contract = catalog.get('GET /products');
    if (!contract) throw new Error('The catalogue has no list');
    catalog.set('GET /products', { ...contract, parameters: contract.parameters.slice(1) });
    expect(() => openApiDocument(routes, { ...sides, catalog })).toThrow(
      'Route "GET    /products" moves between catalog and legacy, whose contracts differ in their parameters',
    );
    catalog.set('GET /products', { ...contract, ownErrors: ['not_found'] });
    expect(() => openApiDocument(routes, { ...sides, catalog })).toThrow('the errors that they list');
  });
});

test('a route whose owner publishes no contract of it is named', () => {
  const lost = { ...routes, 'GET /returns': { owner: 'orders', access: 'customer' } } as const;
  expect(() => openApiDocument(lost)).toThrow('Route "GET /returns" has no contract of orders');
});

test('a code stands for one status, whoever says it', () => {
  expect(codes).toEqual(
    expect.arrayContaining(['not_found', 'queue_unavailable', 'shipment_differs', 'timeout']),
  );
  for (const { components } of [document])
    for (const [name, { content = {} }] of Object.entries(components.responses))
      for (const { schema } of Object.values(content))
        for (const code of (schema?.['properties'] as { code: { enum?: string[] } } | undefined)?.code.enum ??
          [])
          expect(`${statusOf.get(code)}`, `${name} ${code}`).toBe(name.slice(0, 3));
});
