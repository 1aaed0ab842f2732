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

/** Something on its way into the log: everything of its entry but the offset and the time, which the log gives. */
export interface Draft {
  readonly id: string;
  readonly visitorId: string;
  /** A JSON object's text, as `sealEntry` takes it. */
  readonly body: string;
  /** It says nothing to anybody, so one who is muted may do it too. */
  readonly silent?: true | undefined;
  /** Whom it mutes in the room, and for how long from the time of its entry; 0 ends it. */
  readonly mute?: { readonly visitorId: string; readonly seconds: number } | undefined;
}

const ID = /^[A-Za-z0-9_-]{8,64}$/;

/** @throws ChatFault `bad-message-id` */
export function checkMessageId(id: string): void {
  if (!ID.test(id)) throw new ChatFault('bad-message-id');
}

/**
 * Checks and cleans the text of a message.
 *
 * @throws ChatFault `text-empty`, `text-too-long`
 */
export function parseText(text: string): string {
  const clean = cleanText(text);
  if (!isVisible(clean)) throw new ChatFault('text-empty');
  const bytes = utf8Length(clean);
  if (bytes > LIMITS.textBytes) throw new ChatFault('text-too-long', { found: `it has ${bytes}` });
  return clean;
}

/**
 * Checks and cleans what somebody wants to say.
 *
 * @throws ChatFault `bad-message-id`, `text-empty`, `text-too-long`
 */
export function parseMessage({ id, text, place }: Message): Message {
  checkMessageId(id);
  return { id, text: parseText(text), ...(place && { place }) };
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
