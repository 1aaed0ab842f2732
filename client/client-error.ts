import type { ServerFrame } from '#chat';

/** What a server says is wrong; `id` names the message, if it is about one. */
export type Fault = Extract<ServerFrame, { type: 'fault' }>;

/** Everything for which a message or a client is given up, each with a sentence for a tired person. */
export const CLIENT_ERRORS = {
  'queue-full': 'Too many messages wait to be sent: say this again when some of them are through',
  refused: 'This message was refused',
  uncertain: 'Nobody can say whether this message was sent: look for it in the room before you send it again',
  'taken-back': 'This message was taken back before it was sent',
  closed: 'The client was closed before this message was sent',
  'no-place': 'A client needs the address of at least one place, as in "https://chat.example"',
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

/** Why a message was not sent, for a program (`code`, and `fault` where a server said it) and for a person. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly fault: Fault | undefined;

  constructor(code: ClientErrorCode, fault?: Fault) {
    super(fault?.message ?? CLIENT_ERRORS[code]);
    this.code = code;
    this.fault = fault;
  }
}
