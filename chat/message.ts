import { ChatFault } from './fault.ts';
import { LIMITS } from './limits.ts';
import { cleanText, isVisible } from './text.ts';
import { utf8Length } from './utf8.ts';
import type { Visitor } from './visitor.ts';

/** A point on the canvas, in canvas pixels from the middle. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** What somebody wants to say. The id is the sender's own: saying it twice with one id is saying it once. */
export interface Message {
  readonly id: string;
  readonly text: string;
  readonly place?: Place | undefined;
}

/** A message on its way into the log: everything of its entry but the offset and the time, which the log gives. */
export interface Draft {
  readonly id: string;
  readonly visitorId: string;
  /** A JSON object's text, as `sealEntry` takes it. */
  readonly body: string;
}

const ID = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Checks and cleans what somebody wants to say.
 *
 * @throws ChatFault `bad-message-id`, `text-empty`, `text-too-long`
 */
export function parseMessage(message: Message): Message {
  if (!ID.test(message.id)) throw new ChatFault('bad-message-id');
  const text = cleanText(message.text);
  if (!isVisible(text)) throw new ChatFault('text-empty');
  const bytes = utf8Length(text);
  if (bytes > LIMITS.textBytes) throw new ChatFault('text-too-long', { found: `it has ${bytes}` });
  return { id: message.id, text, ...(message.place && { place: message.place }) };
}

/** Turns a checked message into what a log appends. */
export function draftMessage(message: Message, visitor: Visitor): Draft {
  const { id, text, place } = message;
  const author = { id: visitor.id, name: visitor.name };
  return {
    id,
    visitorId: visitor.id,
    body: JSON.stringify({ kind: 'message', id, author, text, ...(place && { place }) }),
  };
}
