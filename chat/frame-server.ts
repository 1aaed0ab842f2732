import * as z from 'zod/mini';
import type { Batch } from './entry.ts';
import { EntrySchema, knownEntry } from './entry-kinds.ts';
import type { ChatFault } from './fault.ts';

const PositionSchema = z.object({ epoch: z.string(), offset: z.int() });
const VisitorSchema = z.object({ id: z.string(), name: z.string() });

const PlaceSchema = z.object({ x: z.number(), y: z.number() });

/** Every frame that a server sends. A client ignores fields and types that it does not know. */
export const SERVER_FRAMES = {
  welcome: z.object({
    type: z.literal('welcome'),
    room: z.string(),
    session: z.string(),
    visitor: VisitorSchema,
    /** The server's clock, epoch milliseconds. */
    at: z.number(),
    /** Whether everything after the position that the client gave follows, without a hole. */
    recovered: z.boolean(),
    /** Where the entries that follow begin: the next one has this offset plus one. */
    from: PositionSchema,
    /** The newest position of the room at this moment. */
    head: PositionSchema,
    members: z.array(VisitorSchema),
    memberCount: z.int(),
    /** Until when this visitor may only read, epoch milliseconds, if a moderator muted them. */
    mutedUntil: z.optional(z.number()),
    /** After so many UTF-16 units of frames the client should say `got`; only to a client that offered it. */
    gotEvery: z.optional(z.int()),
    /** Which process this is, for people: `edge`, `pod-1`. */
    place: z.string(),
    /** True where entries are shown before they are as safe as they must be: there only an `ack` is proof. */
    shownEarly: z.optional(z.boolean()),
    /** When the token expires and the socket is closed, unless it is renewed; epoch milliseconds. */
    expiresAt: z.optional(z.number()),
  }),
  entries: z.object({ type: z.literal('entries'), epoch: z.string(), entries: z.array(EntrySchema) }),
  ack: z.object({
    type: z.literal('ack'),
    id: z.string(),
    position: PositionSchema,
    at: z.number(),
    duplicate: z.boolean(),
  }),
  fault: z.object({
    type: z.literal('fault'),
    code: z.string(),
    message: z.string(),
    /** The message that the fault is about, if it is about one. */
    id: z.optional(z.string()),
    retryAfterMs: z.optional(z.number()),
  }),
  gap: z.object({
    type: z.literal('gap'),
    reason: z.string(),
    message: z.string(),
    after: PositionSchema,
    from: PositionSchema,
    missing: z.optional(z.int()),
  }),
  joined: z.object({ type: z.literal('joined'), visitor: VisitorSchema, memberCount: z.int() }),
  left: z.object({ type: z.literal('left'), id: z.string(), memberCount: z.int() }),
  typing: z.object({
    type: z.literal('typing'),
    session: z.string(),
    visitor: VisitorSchema,
    id: z.string(),
    text: z.string(),
    place: z.optional(PlaceSchema),
  }),
  cursor: z.object({
    type: z.literal('cursor'),
    session: z.string(),
    visitor: VisitorSchema,
    place: z.optional(PlaceSchema),
  }),
  /** Who is here now, in place of many comings and goings: the list begins anew. */
  members: z.object({ type: z.literal('members'), members: z.array(VisitorSchema), memberCount: z.int() }),
  refreshed: z.object({ type: z.literal('refreshed'), expiresAt: z.number() }),
  reconnect: z.object({ type: z.literal('reconnect'), afterMs: z.number() }),
  pong: z.object({ type: z.literal('pong') }),
};

export type ServerFrame = {
  [Type in keyof typeof SERVER_FRAMES]: z.infer<(typeof SERVER_FRAMES)[Type]>;
}[keyof typeof SERVER_FRAMES];
export type ServerFrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

export function encodeServerFrame(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

/** The same for a welcome whose members are JSON already. */
export function encodeWelcome(welcome: Omit<ServerFrameOf<'welcome'>, 'members'>, membersJson: string): string {
  return `${JSON.stringify(welcome).slice(0, -1)},"members":${membersJson}}`;
}

/** The `members` frame of members that are JSON already. */
export function encodeMembers(membersJson: string, memberCount: number): string {
  return `{"type":"members","members":${membersJson},"memberCount":${memberCount}}`;
}

/** The `entries` frame of sealed entries, joined from what was encoded when they were appended. */
export function encodeBatch(batch: Batch): string {
  return `{"type":"entries","epoch":"${batch.epoch}","entries":[${batch.entries.map((entry) => entry.json).join(',')}]}`;
}

export function encodeFault(fault: ChatFault, id?: string): string {
  const { code, message, retryAfterMs } = fault;
  return encodeServerFrame({
    type: 'fault',
    code,
    message,
    ...(id !== undefined && { id }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/**
 * Reads a server's frame; `undefined` for a type that this version does not know.
 *
 * @throws Error when the text is not a frame at all
 */
export function parseServerFrame(text: string): ServerFrame | undefined {
  const value: unknown = JSON.parse(text);
  const type = (value as { type?: unknown } | null)?.type;
  if (typeof type !== 'string' || !Object.hasOwn(SERVER_FRAMES, type)) return undefined;
  return SERVER_FRAMES[type as keyof typeof SERVER_FRAMES].parse(type === 'entries' ? withKnown(value) : value);
}

function withKnown(frame: unknown): unknown {
  const { entries } = frame as { entries?: unknown };
  return Array.isArray(entries) ? { ...(frame as object), entries: entries.map(knownEntry) } : frame;
}
