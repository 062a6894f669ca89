import { parseBody, textOf } from './java-values.ts';

/**
 * `$util` of mapping templates.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
 */
export class TemplateUtil {
  /** Of the text in UTF-8. */
  base64Encode(value: unknown): string {
    return Buffer.from(textOf(value)).toString('base64');
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
