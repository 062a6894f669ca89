/** Headers that belong to one connection and are not forwarded (RFC 9110, 7.6.1; `proxy-…` and `trailer` by RFC 2616, 13.5.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whether a header ends with its connection. */
export function isHopByHop(lowerCaseName: string): boolean {
  return hopByHop.has(lowerCaseName);
}
