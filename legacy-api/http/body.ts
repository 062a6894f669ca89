import type { IncomingMessage } from 'node:http';
import { HttpError } from './errors.ts';

/** The largest body that is read: 1 MiB. */
const maxBytes = 1_048_576;

/** Reads a JSON body. Throws `unsupported_media_type`, `payload_too_large` or `malformed_json`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    const given = mediaType ? `not ${mediaType}` : 'and the request has no Content-Type';
    throw new HttpError('unsupported_media_type', `Send application/json, ${given}.`);
  }
  const bytes = await readBytes(request);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpError('malformed_json', 'Send one JSON value in UTF-8.', { cause });
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // Leaving the loop early must not destroy the connection: the answer still goes out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > maxBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new HttpError('malformed_json', 'The body ended early.', { cause });
  }
  if (length > maxBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

const tooLarge = () => new HttpError('payload_too_large', `Send at most ${maxBytes} bytes.`);
