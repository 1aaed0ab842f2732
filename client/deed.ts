import { type Act, ChatFault, encodeClientFrame, LIMITS, parseAct, utf8Length } from '#chat';
import type { Receipt } from './outbox.ts';

/** An act but for its id. */
export type Deed<One = Act> = One extends Act ? Omit<One, 'id'> : never;

export interface Said {
  readonly id: string;
  /** Resolves when the message is in the log. */
  readonly sent: Promise<Receipt>;
}

/**
 * What goes on the wire for a deed.
 *
 * @throws ChatFault what `parseAct` finds; `text-too-long` also for what is too long only as a frame
 */
export function actOf(deed: Deed, id: string): Act {
  const act = parseAct({ ...deed, id });
  // Quotes and line ends take two bytes on the wire, and a frame that is too large would close the socket.
  if (utf8Length(encodeClientFrame(act)) > LIMITS.frameBytes) {
    throw new ChatFault('text-too-long', { found: 'quotes and line ends count twice' });
  }
  return act;
}
