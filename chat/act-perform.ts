import { type Act, actFault, changeFault, draftAct, isChange, isModeration, parseAct } from './act.ts';
import { openEntry, type SealedEntry } from './entry.ts';
import { ChatFault, type FaultCode } from './fault.ts';
import { MESSAGE_RATE, type RateRule } from './gcra.ts';
import type { Draft } from './message.ts';
import type { Meter } from './meter.ts';
import type { Position } from './position.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, RoomLog } from './room-log.ts';
import type { Identity } from './visitor.ts';

/** What doing something in a room needs of it. */
export interface ActRoom {
  readonly id: RoomId;
  /** How often one visitor may do something; the usual where it is not said. */
  readonly messageRate?: RateRule | undefined;
  /** The entry at a position; `undefined` when it is not kept, or was never there. */
  find(position: Position): Promise<SealedEntry | undefined>;
  append(draft: Draft, rate?: RateRule): Promise<Appended>;
}

/** Proof that something is in the log. */
export interface Accepted {
  readonly position: Position;
  readonly at: number;
  readonly duplicate: boolean;
}

/**
 * Does something in a room, for whoever may. Everything counts against one rate, but for what moderators do as such:
 * whoever takes spam away must be faster than who wrote it.
 *
 * @throws ChatFault what `parseAct` finds; `forbidden`, `not-yours`, `target-gone`, `muted`, `rate-limited`, `unavailable`
 */
export async function performAct(room: ActRoom, act: Act, identity: Identity): Promise<Accepted> {
  refuse(actFault(act, identity, room.id));
  const clean = parseAct(act);
  let own = true;
  if (isChange(clean)) {
    const sealed = await room.find(clean.target);
    const entry = sealed && openEntry(sealed);
    refuse(changeFault(clean, identity, entry, room.id));
    own = entry?.kind === 'message' && entry.author.id === identity.visitor.id;
  }
  const free = isModeration(clean) || (clean.type === 'delete' && !own);
  const appended = await room.append(
    draftAct(clean, identity.visitor),
    free ? undefined : (room.messageRate ?? MESSAGE_RATE),
  );
  if (appended.outcome === 'refused') {
    throw new ChatFault(appended.muted ? 'muted' : 'rate-limited', { retryAfterMs: appended.retryAfterMs });
  }
  const { position, at, outcome } = appended;
  return { position, at, duplicate: outcome === 'duplicate' };
}

/**
 * Appends, and counts it.
 *
 * @throws ChatFault `unavailable`
 */
export async function appendCounted(
  { log, meter }: { log: RoomLog; meter: Meter },
  room: RoomId,
  draft: Draft,
  rate?: RateRule,
): Promise<Appended> {
  try {
    const appended = await log.append(room, draft, rate);
    meter.add('messages_published_total', 1, { outcome: appended.outcome });
    return appended;
  } catch (error) {
    meter.add('breakwater_log_errors_total', 1, { operation: 'append' });
    throw error;
  }
}

/** The entry at a position, read from a log. */
export async function findEntry(log: RoomLog, room: RoomId, { epoch, offset }: Position) {
  if (offset < 1) return undefined;
  const slice = await log.read(room, { after: { epoch, offset: offset - 1 }, limit: 1 });
  const [entry] = slice.gap ? [] : slice.entries;
  return entry?.offset === offset ? entry : undefined;
}

function refuse(code: FaultCode | undefined): void {
  if (code !== undefined) throw new ChatFault(code);
}
