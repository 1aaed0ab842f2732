import type { Place, Position, Typing, ViewMessage, Visitor } from '#chat';
import type { Pending } from './pending.ts';

/** Something that is written on the canvas, as it is to be seen now. */
export interface Bubble {
  /** The same from the first letter to the end. */
  readonly key: string;
  readonly author: Visitor;
  readonly text: string;
  readonly place: Place;
  readonly phase: 'typing' | 'waiting' | 'unsent' | 'shown' | 'fading';
  readonly own: boolean;
  readonly edited: boolean;
  readonly reactions: ViewMessage['reactions'];
  /** When it was said, by the log's clock; for what is not said yet, now. */
  readonly at: number;
  /** Only what is in the log has one. */
  readonly position?: Position;
}

export interface Scene {
  readonly messages: readonly ViewMessage[];
  readonly pending: readonly Pending[];
  readonly typing: readonly Typing[];
  readonly self: Visitor | undefined;
  readonly isOwn: (authorId: string) => boolean;
  /** Visitors whom this reader does not want to see. */
  readonly hidden: ReadonlySet<string>;
}

export interface FadeRules {
  /** The time by the log's clock. */
  readonly now: number;
  /** For how long a message is seen, in milliseconds; Infinity for ever. */
  readonly fadeMs: number;
  /** Until when somebody holds it, by pointing at it or being there with the keyboard. */
  readonly heldUntil: (key: string) => number;
}

/** The last part of its time, in which it fades. Milliseconds. */
export const FADING_MS = 900;
const NOBODY: ReadonlySet<string> = new Set();

/**
 * What tells a bubble from others: an id is its author's own.
 *
 * @example
 * bubbleKey('ada', 'm1') // => 'ada m1'
 */
export function bubbleKey(authorId: string, id: string): string {
  return `${authorId} ${id}`;
}

/**
 * How a message is seen whose time is over at `leavesAt`.
 *
 * @example
 * phaseAt(10_000, 8_000) // => 'shown'
 * phaseAt(10_000, 9_500) // => 'fading'
 * phaseAt(10_000, 10_000) // => 'gone'
 */
export function phaseAt(leavesAt: number, now: number): 'shown' | 'fading' | 'gone' {
  if (now >= leavesAt) return 'gone';
  return now >= leavesAt - FADING_MS ? 'fading' : 'shown';
}

/** Everything that is to be seen on the canvas, oldest first, what is being written at the end. */
export function bubblesOf(scene: Scene, rules: FadeRules): Bubble[] {
  const bubbles = new Map<string, Bubble>();
  for (const message of scene.messages) {
    const bubble = scene.hidden.has(message.author.id) ? undefined : said(message, scene, rules);
    if (bubble) bubbles.set(bubble.key, bubble);
  }
  const saidKeys = scene.typing.length > 0 ? keysOf(scene.messages) : NOBODY;
  for (const typing of scene.typing) {
    const key = bubbleKey(typing.visitor.id, typing.id);
    if (saidKeys.has(key) || scene.hidden.has(typing.visitor.id)) continue;
    bubbles.set(key, typed(key, typing, rules.now));
  }
  const { self } = scene;
  if (self) for (const each of scene.pending) bubbles.set(bubbleKey(self.id, each.id), waiting(each, self, rules.now));
  return [...bubbles.values()];
}

function said(message: ViewMessage, { isOwn }: Scene, { now, fadeMs, heldUntil }: FadeRules): Bubble | undefined {
  const { id, author, text, at, editedAt, reactions, position } = message;
  const key = bubbleKey(author.id, id);
  const phase = phaseAt(Math.max((editedAt ?? at) + fadeMs, heldUntil(key)), now);
  if (phase === 'gone') return undefined;
  const place = message.place ?? driftOf(id);
  const own = isOwn(author.id);
  return { key, author, text, place, phase, own, edited: editedAt !== undefined, reactions, at, position };
}

function typed(key: string, { visitor, text, id, place }: Typing, now: number): Bubble {
  const where = place ?? driftOf(id);
  return {
    key,
    author: visitor,
    text,
    place: where,
    phase: 'typing',
    own: false,
    edited: false,
    reactions: [],
    at: now,
  };
}

function waiting({ id, text, place, status }: Pending, self: Visitor, now: number): Bubble {
  const phase = status === 'waiting' ? 'waiting' : status === 'sent' ? 'shown' : 'unsent';
  const key = bubbleKey(self.id, id);
  return {
    key,
    author: self,
    text,
    place: place ?? driftOf(id),
    phase,
    own: true,
    edited: false,
    reactions: [],
    at: now,
  };
}

function keysOf(messages: readonly ViewMessage[]): ReadonlySet<string> {
  return new Set(messages.map(({ author, id }) => bubbleKey(author.id, id)));
}

/** How far from the start something drifts that was said at no place, in canvas pixels. */
const DRIFT = { x: 420, y: 240 };

/**
 * Where something is seen that was said at no place, from a program for instance: near the start, and at the same point
 * for everybody.
 */
export function driftOf(id: string): Place {
  let sum = 7;
  for (const letter of id) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const part = (shift: number) => (((sum >>> shift) & 0xff) / 0xff) * 2 - 1;
  return { x: Math.round(part(0) * DRIFT.x), y: Math.round(part(11) * DRIFT.y) };
}
