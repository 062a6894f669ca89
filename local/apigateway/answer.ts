import { mediaTypeOf } from './request.ts';

/** Bytes that a request or an answer may have. https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
export const maximumPayload = 10 * 1024 * 1024;

/** What goes back to the client. Header names keep their case; a list is a header that is sent several times. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string | string[]>;
  body: Buffer | string;
}

/** The template for what the client accepts, else the one for JSON, else the first, with its media type. */
export function acceptedTemplate<Template>(
  templates: ReadonlyMap<string, Template>,
  accept: string | undefined,
): [mediaType: string, template: Template] | undefined {
  for (const mediaType of [mediaTypeOf(accept), 'application/json']) {
    const template = mediaType && templates.get(mediaType);
    if (template) return [mediaType, template];
  }
  return templates.entries().next().value;
}

/** Sets a header, whatever the case of one that is there already. */
export function setHeader(headers: Answer['headers'], name: string, value: string | string[]): void {
  const present = Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase());
  headers[present ?? name] = value;
}
