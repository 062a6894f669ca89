import { isDeepStrictEqual } from 'node:util';
import type { Reference } from './document.ts';
import type { Response } from './responses.ts';
import { type JsonSchema, sameSchema } from './schema.ts';

/** What several parts of the document share, by name; two that differ must not have one name. */
export class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  readonly responses: Record<string, Response> = {};

  /** The same content with every schema that has a title replaced by a reference to it. */
  withReferences<Content>(content: Content): Content {
    return this.#lift(content) as Content;
  }

  /** A reference to a response, which is kept under its name. */
  response(name: string, response: Response): Reference {
    const lifted = this.withReferences(response);
    this.responses[name] ??= lifted;
    if (!isDeepStrictEqual(this.responses[name], lifted))
      throw new Error(`Two responses of the document have the name ${name} and differ. Tell them apart.`);
    return { $ref: `#/components/responses/${name}` };
  }

  #lift(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#lift(each));
    if (typeof value !== 'object' || value === null) return value;
    const lifted = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#lift(each)]));
    const { title } = lifted;
    // A property may have the name title: its value is a schema.
    if (typeof title !== 'string') return lifted;
    this.schemas[title] ??= lifted;
    if (!sameSchema(this.schemas[title], lifted))
      throw new Error(`Two schemas have the title ${title} and differ. Give one of them another title.`);
    return { $ref: `#/components/schemas/${title}` };
  }
}
