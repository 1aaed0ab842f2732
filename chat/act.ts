import { parseEmoji } from './emoji.ts';
import type { Entry } from './entry.ts';
import type { FaultCode } from './fault.ts';
import type { ClientFrame } from './frame-client.ts';
import { checkMessageId, type Draft, draftMessage, parseMessage, parseText } from './message.ts';
import type { Position } from './position.ts';
import { may } from './rights.ts';
import type { RoomId } from './room-id.ts';
import type { Identity, Visitor } from './visitor.ts';

/** Something that somebody wants to do and that the log keeps: each is one frame, one request, and one entry. */
export type Act = Extract<ClientFrame, { id: string }> & { type: Exclude<ClientFrame['type'], 'typing'> };

/** Of the acts: those on a message, and those of moderators. */
type Change = Extract<Act, { target: Position }>;

/**
 * Checks and cleans an act.
 *
 * @throws ChatFault `bad-message-id`, `text-empty`, `text-too-long`, `bad-emoji`
 */
export function parseAct(act: Act): Act {
  if (act.type === 'say') return { type: 'say', ...parseMessage(act) };
  checkMessageId(act.id);
  if (act.type === 'edit') return { ...act, text: parseText(act.text) };
  if (act.type === 'react' || act.type === 'unreact') return { ...act, emoji: parseEmoji(act.emoji) };
  return act;
}

/** Whether an act is on a message that must be looked at first. */
export function isChange(act: Act): act is Change {
  return 'target' in act;
}

/** Whether an act is a moderator's alone. */
export function isModeration({ type }: Act): boolean {
  return type === 'mute' || type === 'unmute' || type === 'kick';
}

/** Why somebody may not do this; `undefined` when they may. */
export function actFault(act: Act, identity: Identity, room: RoomId): FaultCode | undefined {
  return may(identity, isModeration(act) ? 'moderate' : 'say', room) ? undefined : 'forbidden';
}

/**
 * Why somebody may not do this to that entry; `undefined` when they may. A message is its author's; a moderator may
 * take it away, but not put words into another's mouth.
 */
export function changeFault(
  change: Change,
  identity: Identity,
  entry: Entry | undefined,
  room: RoomId,
): FaultCode | undefined {
  if (entry?.kind !== 'message') return 'target-gone';
  if (change.type === 'react' || change.type === 'unreact') return undefined;
  if (entry.author.id === identity.visitor.id) return undefined;
  return change.type === 'delete' && may(identity, 'moderate', room) ? undefined : 'not-yours';
}

/** Turns a checked act into what a log appends. The body begins with its kind, which is read without parsing. */
export function draftAct(act: Act, visitor: Visitor): Draft {
  if (act.type === 'say') return draftMessage(act, visitor);
  const { type, id, ...rest } = act;
  const about = isChange(act) ? { ...rest, target: act.target.offset } : rest;
  const author = { id: visitor.id, name: visitor.name };
  const body = JSON.stringify({ kind: type, id, author, ...about });
  const draft = { id, visitorId: visitor.id, body };
  if (act.type === 'edit' || act.type === 'react') return draft;
  if (act.type === 'mute') return { ...draft, silent: true, mute: { visitorId: act.visitorId, seconds: act.seconds } };
  if (act.type === 'unmute') return { ...draft, silent: true, mute: { visitorId: act.visitorId, seconds: 0 } };
  return { ...draft, silent: true };
}
