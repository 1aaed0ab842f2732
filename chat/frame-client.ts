import * as z from 'zod/mini';
import { ChatFault, type FaultCode } from './fault.ts';
import { LIMITS } from './limits.ts';
import { utf8Length } from './utf8.ts';

const PositionSchema = z.strictObject({
  epoch: z.string().check(z.regex(/^[A-Za-z0-9]{1,32}$/)),
  offset: z.int().check(z.nonnegative()),
});
const Coordinate = z.number().check(z.gte(-LIMITS.placeReach), z.lte(LIMITS.placeReach));
const Place = z.strictObject({ x: Coordinate, y: Coordinate });
const VisitorId = z.string().check(z.minLength(1), z.maxLength(LIMITS.visitorIdLength));
/** The position of the message that a frame is about. */
const target = PositionSchema.check(z.refine(({ offset }) => offset > 0));
const Token = z.string().check(z.minLength(1), z.maxLength(LIMITS.tokenBytes));

/** Every frame that a client may send. Fields that are not named here are refused. */
export const CLIENT_FRAMES = {
  authenticate: z.strictObject({
    type: z.literal('authenticate'),
    token: Token,
    /** The last position that the client has; without it, it is new here. */
    after: z.optional(PositionSchema),
    /** The client says how far it has read when the welcome asks for it. */
    got: z.optional(z.boolean()),
  }),
  /** Everything up to here has arrived. */
  got: z.strictObject({ type: z.literal('got'), position: PositionSchema }),
  say: z.strictObject({
    type: z.literal('say'),
    id: z.string(),
    text: z.string(),
    place: z.optional(Place),
  }),
  edit: z.strictObject({ type: z.literal('edit'), id: z.string(), target, text: z.string() }),
  delete: z.strictObject({ type: z.literal('delete'), id: z.string(), target }),
  react: z.strictObject({ type: z.literal('react'), id: z.string(), target, emoji: z.string() }),
  unreact: z.strictObject({ type: z.literal('unreact'), id: z.string(), target, emoji: z.string() }),
  mute: z.strictObject({
    type: z.literal('mute'),
    id: z.string(),
    visitorId: VisitorId,
    seconds: z.int().check(z.positive(), z.lte(LIMITS.muteSeconds)),
  }),
  unmute: z.strictObject({ type: z.literal('unmute'), id: z.string(), visitorId: VisitorId }),
  kick: z.strictObject({ type: z.literal('kick'), id: z.string(), visitorId: VisitorId }),
  typing: z.strictObject({
    type: z.literal('typing'),
    /** The id that the message will have. */
    id: z.string(),
    /** All of it so far; empty when it was given up. */
    text: z.string(),
    place: z.optional(Place),
  }),
  /** Without a place, the pointer is gone. */
  cursor: z.strictObject({ type: z.literal('cursor'), place: z.optional(Place) }),
  refresh: z.strictObject({ type: z.literal('refresh'), token: Token }),
  ping: z.strictObject({ type: z.literal('ping') }),
};

export type ClientFrame = {
  [Type in keyof typeof CLIENT_FRAMES]: z.infer<(typeof CLIENT_FRAMES)[Type]>;
}[keyof typeof CLIENT_FRAMES];
export type ClientFrameOf<Type extends ClientFrame['type']> = Extract<ClientFrame, { type: Type }>;

/** The exact text of the two keepalive frames: the edge answers one with the other without waking the room. */
export const PING = '{"type":"ping"}';
export const PONG = '{"type":"pong"}';

/** `type` comes first in a frame that is larger than others: so what is too large is refused before it is parsed. */
const BRINGS_TOKEN = /^\s*\{\s*"type"\s*:\s*"(?:authenticate|refresh)"/;

/** Where a frame's fault is not that of its field as a whole. */
const FIELD_FAULTS: Record<string, FaultCode> = {
  id: 'bad-message-id',
  after: 'bad-position',
  target: 'bad-position',
  token: 'token-invalid',
};

/**
 * Reads a client's frame.
 *
 * @throws ChatFault `frame-too-large`, `bad-json`, `unknown-frame`, `bad-frame`, `bad-message-id`, `bad-position`
 * @example
 * parseClientFrame('{"type":"ping"}') // => { type: 'ping' }
 */
export function parseClientFrame(text: string): ClientFrame {
  // A text has no fewer bytes than units: what is far too large is not even counted.
  if (text.length > LIMITS.tokenFrameBytes) throw new ChatFault('frame-too-large');
  const bytes = utf8Length(text);
  if (bytes > LIMITS.tokenFrameBytes) throw new ChatFault('frame-too-large');
  const value = parseObject(text, bytes > LIMITS.frameBytes);
  const type = value.type;
  if (typeof type !== 'string' || !Object.hasOwn(CLIENT_FRAMES, type)) throw new ChatFault('unknown-frame');
  const parsed = CLIENT_FRAMES[type as keyof typeof CLIENT_FRAMES].safeParse(value);
  if (parsed.success) return parsed.data;
  const path = parsed.error.issues[0]?.path ?? [];
  const code = FIELD_FAULTS[String(path[0])] ?? 'bad-frame';
  throw new ChatFault(code, path.length > 0 ? { found: `"${path.join('.')}" of "${type}"` } : { found: `"${type}"` });
}

/** The message id in a frame that could not be read, so that its sender can be told which one it was. */
export function salvageId(text: string): string | undefined {
  if (text.length > LIMITS.frameBytes) return undefined;
  try {
    const { type, id } = parseObject(text);
    // What is typed under an id is not the message yet: that may be on its way, and is answered for itself.
    return typeof id === 'string' && type !== 'typing' ? id.slice(0, 64) : undefined;
  } catch {
    return undefined;
  }
}

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

/** JSON that is one object and nests no deeper than allowed: depth is counted before parsing, so depth costs nothing. */
function parseObject(text: string, large = false): Record<string, unknown> {
  if (deeperThan(text, LIMITS.jsonDepth)) throw new ChatFault('bad-json', { found: 'it nests too deep' });
  // Only a frame that brings a token may be so large.
  if (large && !BRINGS_TOKEN.test(text)) throw new ChatFault('frame-too-large');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ChatFault('bad-json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ChatFault('bad-json');
  return value as Record<string, unknown>;
}

function deeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (quoted) {
      if (unit === 0x5c) index++;
      else if (unit === 0x22) quoted = false;
    } else if (unit === 0x22) quoted = true;
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > limit) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return false;
}
