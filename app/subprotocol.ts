import { ChatFault } from '#chat';

/** The subprotocol of this version. */
export const SUBPROTOCOL = 'breakwater.v1';

/** What a token is put behind when it comes as a subprotocol: browsers can send no other header with an upgrade. */
export const BEARER_PREFIX = 'breakwater.bearer.';

/**
 * Reads `Sec-WebSocket-Protocol`. The token is never answered: browsers take one of the others, so both must be offered.
 *
 * @throws ChatFault `token-invalid` when there are two tokens
 * @example
 * parseSubprotocols('breakwater.v1, breakwater.bearer.abc') // => { protocol: 'breakwater.v1', token: 'abc' }
 */
export function parseSubprotocols(header: string | undefined): {
  readonly protocol?: string;
  readonly token?: string;
} {
  const offered = (header ?? '').split(',').map((text) => text.trim());
  const tokens = offered.filter((text) => text.startsWith(BEARER_PREFIX));
  if (tokens.length > 1) throw new ChatFault('token-invalid');
  const token = tokens[0]?.slice(BEARER_PREFIX.length);
  return {
    ...(offered.includes(SUBPROTOCOL) && { protocol: SUBPROTOCOL }),
    ...(token !== undefined && { token }),
  };
}
