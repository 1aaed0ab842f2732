import type { Ephemeral } from './ephemera.ts';
import { ChatFault } from './fault.ts';
import type { ClientFrameOf } from './frame-client.ts';
import { encodeServerFrame, type ServerFrameOf } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import { checkMessageId } from './message.ts';
import { cleanText, firstGraphemes } from './text.ts';
import { utf8Length } from './utf8.ts';
import type { Visitor } from './visitor.ts';

/**
 * What somebody is doing at this moment: shown to others, never kept. Of each type only a session's last one matters,
 * so any other may be left out.
 */
export type Motion = ServerFrameOf<'typing' | 'cursor'>;
export type Typing = ServerFrameOf<'typing'>;
export type Cursor = ServerFrameOf<'cursor'>;

/**
 * Checks and cleans what somebody does.
 *
 * @throws ChatFault `bad-message-id`, `text-too-long`
 */
export function parseMotion(frame: ClientFrameOf<'typing' | 'cursor'>, session: string, visitor: Visitor): Motion {
  const by = { session, visitor: { id: visitor.id, name: visitor.name } };
  const at = frame.place && { place: frame.place };
  if (frame.type === 'cursor') return { type: 'cursor', ...by, ...at };
  checkMessageId(frame.id);
  return { type: 'typing', ...by, id: frame.id, text: parseTyped(frame.text), ...at };
}

/** What is typed may be empty, and is shorter than what is said. */
function parseTyped(text: string): string {
  const clean = cleanText(text);
  if (firstGraphemes(clean, LIMITS.typingGraphemes) !== clean) {
    throw new ChatFault('text-too-long', { found: `what is typed is shown up to ${LIMITS.typingGraphemes} letters` });
  }
  const bytes = utf8Length(clean);
  if (bytes > LIMITS.textBytes) throw new ChatFault('text-too-long', { found: `it has ${bytes}` });
  return clean;
}

/** Whether there is nothing to see of it any more: a text that was given up, a pointer that is gone. */
export function isStill(motion: Motion): boolean {
  return motion.type === 'typing' ? motion.text === '' : motion.place === undefined;
}

/**
 * What is left of a motion when whoever makes it goes: nothing.
 *
 * @example
 * stilled({ type: 'cursor', session: 's1', visitor: { id: 'ada', name: 'Ada' }, place: { x: 1, y: 2 } }) // => { type: 'cursor', session: 's1', visitor: { id: 'ada', name: 'Ada' } }
 */
export function stilled(motion: Motion): Motion {
  const { session, visitor } = motion;
  if (motion.type === 'cursor') return { type: 'cursor', session, visitor };
  return { type: 'typing', session, visitor, id: motion.id, text: '' };
}

/** What a room tells of it: the newest of a session and type, to everybody but that session. */
export function ephemeralOf(motion: Motion): Ephemeral {
  return { frame: encodeServerFrame(motion), key: `${motion.type} ${motion.session}`, except: motion.session };
}
