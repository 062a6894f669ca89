import { CodedError } from './errors.ts';

/** Bytes. The largest request here, an order of 50 lines, has some 4 KiB. */
const maxBytes = 65_536;
/** Levels of arrays and objects. The deepest request here has three. */
const maxDepth = 16;

/** Refuses a body that is larger or deeper than any request here, before it costs the work of parsing it. */
export function checkJsonLimits(text: string): void {
  if (Buffer.byteLength(text) > maxBytes)
    throw new CodedError('payload_too_large', `Send at most ${maxBytes} bytes`);
  if (depthOf(text) > maxDepth)
    throw new CodedError('invalid_request', `Nest arrays and objects at most ${maxDepth} levels deep`);
}

/** The deepest nesting; brackets inside of strings do not count. In one pass, whatever the text is. */
function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString && character === '\\') index += 1;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
