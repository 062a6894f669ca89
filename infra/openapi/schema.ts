import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

/** JSON Schema, draft 2020-12, which is what OpenAPI 3.1 takes. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What goes in: as callers may send it. */
export const inputSchema = (schema: z.ZodType) => toSchema(schema, 'input');
/** What comes out: as it is after its checks, with defaults filled in. */
export const outputSchema = (schema: z.ZodType) => toSchema(schema, 'output');

function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    // The pattern of an instant says in 200 characters what its format says.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  return rest;
}

/** The names and schemas of an object's properties, and which of them must be there. */
export function propertiesOf(schema: JsonSchema): { name: string; schema: JsonSchema; required: boolean }[] {
  const required = new Set(schema['required'] as string[] | undefined);
  return Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(
    ([name, property]) => ({
      name,
      schema: property,
      required: required.has(name),
    }),
  );
}

/** Whether two schemas let through the same; what they tell people may differ. */
export const sameSchema = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(withoutWords(one), withoutWords(other));

function withoutWords(value: unknown, isProperties = false): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutWords(each));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, content]) => isProperties || !(key === 'description' || (key === 'required' && isEmpty(content))),
  );
  return Object.fromEntries(
    kept.map(([key, content]) => [key, withoutWords(content, !isProperties && key === 'properties')]),
  );
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
