import type { IncomingMessage } from 'node:http';
import { HttpError } from './errors.ts';

/** The largest body that is read: 64 KiB. A booking of a hundred lines has some 8 KiB. */
const maxBytes = 65_536;
/** Levels of arrays and objects; a booking has three. */
const maxDepth = 16;

/** Reads a JSON body. Throws `unsupported_media_type`, `payload_too_large`, `malformed_json` or `invalid_request`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    const given = mediaType ? `not ${mediaType}` : 'and the request has no Content-Type';
    throw new HttpError('unsupported_media_type', `Send application/json, ${given}.`);
  }
  const bytes = await readBytes(request);
  if (depthOf(bytes) > maxDepth)
    throw new HttpError('invalid_request', `Nest arrays and objects at most ${maxDepth} levels deep.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new HttpError('malformed_json', 'Send one JSON value in UTF-8.', { cause });
  }
}

/** The deepest nesting of a JSON text, before it is parsed; brackets inside of strings do not count. */
function depthOf(bytes: Buffer): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let index = 0; index < bytes.length; index += 1) {
    const character = String.fromCharCode(bytes[index] ?? 0);
    if (inString && character === '\\') index += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
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
