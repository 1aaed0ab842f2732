/**
 * Everything that can be wrong with what somebody sent, in one table: the code is stable and for programs, the sentence
 * is for a tired person, the status is for HTTP, and `closes` names the close code where a socket cannot go on.
 */
export const FAULTS = {
  'bad-json': { status: 400, sentence: 'This is not JSON: send one JSON object' },
  'bad-frame': { status: 400, sentence: 'A field of this frame is wrong: see docs/protocol.md for its shape' },
  'unknown-frame': { status: 400, sentence: 'No frame has this type: see docs/protocol.md for those that exist' },
  'frame-too-large': { status: 413, sentence: 'A frame may have at most 4096 bytes', closes: 1009 },
  'text-empty': { status: 422, sentence: 'The message has no text: write something' },
  'text-too-long': { status: 413, sentence: 'The text may have at most 3072 bytes: make it shorter' },
  'bad-message-id': { status: 422, sentence: 'A message id must be 8 to 64 letters, digits, "-" or "_"' },
  'bad-emoji': { status: 422, sentence: 'A reaction must be one emoji' },
  'bad-room': {
    status: 404,
    sentence:
      'A room name must be 1 to 64 lower-case letters, digits, ".", "_" or "-", and begin with a letter or digit',
  },
  'bad-name': { status: 422, sentence: 'A name must have 1 to 40 visible characters' },
  'bad-position': { status: 400, sentence: 'A position must be an epoch, a colon and an offset, as in "a1b2c3:42"' },
  'bad-limit': { status: 400, sentence: 'A limit must be a whole number from 1 to 100' },
  'bad-body': { status: 400, sentence: 'The body is not the JSON object that this address takes' },
  'body-too-large': { status: 413, sentence: 'The body may have at most 4096 bytes' },
  'not-authenticated': { status: 401, sentence: 'Send an "authenticate" frame with a token first' },
  'already-authenticated': {
    status: 409,
    sentence: 'This socket is authenticated already: send "refresh" for a new token',
  },
  'token-missing': { status: 401, sentence: 'A token is needed: send "Authorization: Bearer …"' },
  'token-invalid': { status: 401, sentence: 'The token was refused: sign in again', closes: 4401 },
  'token-expired': { status: 401, sentence: 'The token has expired: sign in again', closes: 4401 },
  'keys-unavailable': { status: 503, sentence: 'The keys that tokens are checked with cannot be reached: try again' },
  forbidden: { status: 403, sentence: 'This token does not allow that' },
  'not-yours': { status: 403, sentence: 'Only its author may change a message' },
  'target-gone': { status: 404, sentence: 'This message is not kept any more: it cannot be changed' },
  muted: { status: 403, sentence: 'A moderator has muted you in this room: you can read, and write again later' },
  kicked: { status: 403, sentence: 'A moderator has sent you out of this room', closes: 4403 },
  'forbidden-room': { status: 403, sentence: 'This token does not open this room', closes: 4403 },
  banned: { status: 403, sentence: 'You may not be here for now: a moderator has banned you', closes: 4403 },
  'forbidden-origin': { status: 403, sentence: 'This origin may not connect: add it to ALLOWED_ORIGINS' },
  'rate-limited': { status: 429, sentence: 'Too many messages: wait a moment' },
  'too-insistent': {
    status: 429,
    sentence: 'Too many messages although you were told to wait: come back later',
    closes: 4429,
  },
  'too-many-connections': { status: 429, sentence: 'Too many new connections from this address: wait a moment' },
  'too-many-sockets': {
    status: 429,
    sentence: 'You are here too many times already: close another window',
    closes: 4429,
  },
  'too-many-rooms': { status: 429, sentence: 'Too many rooms in a short time: wait a moment', closes: 4429 },
  'bad-ticket': { status: 401, sentence: 'The ticket was used before or is too old: ask for a new one' },
  'bad-range': {
    status: 400,
    sentence:
      'A range of the analytics must have from, to and step that fit: milliseconds, milliseconds, whole minutes in seconds',
  },
  'unknown-metric': { status: 404, sentence: 'The analytics have no such metric' },
  'not-configured': { status: 404, sentence: 'This place was not told where to find that' },
  'source-unavailable': { status: 502, sentence: 'What these numbers come from cannot be reached: try again' },
  'not-found': { status: 404, sentence: 'Nothing is at this address' },
  'method-not-allowed': { status: 405, sentence: 'This address does not take that method' },
  'upgrade-required': { status: 426, sentence: 'This address is a WebSocket: connect with an upgrade' },
  unavailable: { status: 503, sentence: 'The log of messages cannot be reached: try again' },
  'not-durable': {
    status: 503,
    sentence: 'The message may be in the log, but is not yet as safe as it must be: send it again with the same id',
  },
  'log-full': { status: 507, sentence: 'The log of messages is full: nothing was kept, try again later' },
  leaving: { status: 503, sentence: 'This pod is leaving: connect again to reach another' },
  crowded: { status: 503, sentence: 'This pod lets in no more right now: try again, or elsewhere' },
  internal: { status: 500, sentence: 'Something went wrong here: try again' },
} as const satisfies Record<string, { status: number; sentence: string; closes?: number }>;

export type FaultCode = keyof typeof FAULTS;

/** V8's bound of how much of the stack an error keeps; other engines have none. */
const ERRORS: ErrorConstructor & { stackTraceLimit?: number | undefined } = Error;

/** What was found and what to do, for a program (code) and a person (message). */
export class ChatFault extends Error {
  override readonly name = 'ChatFault';
  readonly code: FaultCode;
  /** Milliseconds after which trying again makes sense, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: FaultCode, detail?: { found?: string; retryAfterMs?: number; cause?: unknown }) {
    const sentence = FAULTS[code].sentence;
    // Where a fault was made is of no use to anybody: it is told to a visitor, and what broke is its cause, which has its own.
    const { stackTraceLimit } = ERRORS;
    ERRORS.stackTraceLimit = 0;
    super(detail?.found === undefined ? sentence : `${sentence} (${detail.found})`, { cause: detail?.cause });
    ERRORS.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryAfterMs = detail?.retryAfterMs;
  }

  get status(): number {
    return FAULTS[this.code].status;
  }

  /** The close code that follows on a socket, if this fault ends it. */
  get closes(): number | undefined {
    const row: { readonly status: number; readonly closes?: number } = FAULTS[this.code];
    return row.closes;
  }
}

/** The fault that an unknown error is told as: itself if it is one, `internal` otherwise, with the cause kept. */
export function faultOf(error: unknown): ChatFault {
  return error instanceof ChatFault ? error : new ChatFault('internal', { cause: error });
}
