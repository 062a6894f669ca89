import { parseBody, textOf } from './java-values.ts';
import type { TemplateInput } from './vtl.ts';

/**
 * `$util` of mapping templates.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
export class TemplateUtil {
  readonly #input: TemplateInput;

  constructor(input: TemplateInput) {
    this.#input = input;
  }

  /** Base64 of the text in UTF-8; of the body, its own bytes, so that what is no UTF-8 survives. */
  base64Encode(value: unknown): string {
    const { text, bytes } = this.#input;
    return (value === text ? bytes : Buffer.from(textOf(value))).toString('base64');
  }

  base64Decode(value: unknown): string {
    return Buffer.from(textOf(value), 'base64').toString();
  }

  /** As `application/x-www-form-urlencoded`: a space is `+`. */
  urlEncode(value: unknown): string {
    return encodeURIComponent(textOf(value).toWellFormed()).replace(/%20|[!'()~]/g, (found) =>
      found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  }

  urlDecode(value: unknown): string {
    return decodeURIComponent(textOf(value).replaceAll('+', ' '));
  }

  /** JavaScript string rules; `'` becomes `\'`, which JSON does not know. */
  escapeJavaScript(value: unknown): string {
    return textOf(value).replace(/["'\\/]|[^ -~]/g, escapeCharacter);
  }

  parseJson(value: unknown): unknown {
    return parseBody(textOf(value));
  }
}

const shortEscapes: Record<string, string> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
};

function escapeCharacter(character: string): string {
  if (/["'\\/]/.test(character)) return `\\${character}`;
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return shortEscapes[character] ?? `\\u${code}`;
}
