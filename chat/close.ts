/**
 * The codes that a socket is closed with. `comeBack` says whether a client should connect again by itself; `renew` that
 * it needs a new token first.
 */
export const CLOSES = {
  1000: { name: 'done', comeBack: false, sentence: 'The client is done' },
  1001: { name: 'away', comeBack: true, sentence: 'The other side went away' },
  1006: { name: 'lost', comeBack: true, sentence: 'The connection broke; never sent, only seen' },
  1009: { name: 'frame-too-large', comeBack: false, sentence: 'A frame had more than 4096 bytes' },
  1011: { name: 'internal', comeBack: true, sentence: 'Something went wrong on the server' },
  1012: { name: 'restart', comeBack: true, sentence: 'This pod is leaving; another one answers' },
  1013: { name: 'unavailable', comeBack: true, sentence: 'The log of messages cannot be reached right now' },
  4001: { name: 'moved', comeBack: false, sentence: 'The client has another socket already, at another place' },
  4400: { name: 'misuse', comeBack: false, sentence: 'The frames do not follow the protocol' },
  4401: { name: 'token', comeBack: true, renew: true, sentence: 'The token was refused or has expired' },
  4403: { name: 'forbidden', comeBack: false, sentence: 'This visitor may not be here' },
  4408: { name: 'silent', comeBack: true, sentence: 'No "authenticate" frame came in time' },
  4429: { name: 'too-many', comeBack: true, sentence: 'Too many connections; wait before the next' },
  4508: { name: 'slow', comeBack: true, sentence: 'The client read too slowly; resume from the last position' },
} as const satisfies Record<number, { name: string; comeBack: boolean; renew?: boolean; sentence: string }>;

export type CloseCode = keyof typeof CLOSES;

/**
 * Whether a client should connect again after a close, and whether it needs a new token for that. A code that is not in
 * the table is a network's or a proxy's doing, so coming back is right.
 *
 * @example
 * afterClose(4401) // => { comeBack: true, renew: true }
 */
export function afterClose(code: number): { comeBack: boolean; renew: boolean } {
  const row: { comeBack: boolean; renew?: boolean } | undefined = CLOSES[code as CloseCode];
  return { comeBack: row?.comeBack ?? true, renew: row?.renew ?? false };
}

/**
 * Whether who closed with this code may be here again in a moment, or is already by another socket.
 *
 * @example
 * mayReturn(1006) // => true
 * mayReturn(4001) // => true
 * mayReturn(1000) // => false
 */
export function mayReturn(code: number): boolean {
  return code === 4001 || afterClose(code).comeBack;
}

/**
 * The code to answer a close with (RFC 6455, 7.4): its own, 1000 where it had none, 1002 where it is none that may be sent.
 *
 * @example
 * answerToClose(4001) // => 4001
 * answerToClose(1005) // => 1000
 * answerToClose(2999) // => 1002
 */
export function answerToClose(code: number): number {
  // These two are only seen, never sent: no code, no close.
  if (code === 1005 || code === 1006) return 1000;
  const known = code >= 1000 && code <= 1014 && code !== 1004;
  return known || (code >= 3000 && code <= 4999) ? code : 1002;
}
