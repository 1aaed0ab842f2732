import type { Clock } from './clock.ts';
import { Delivery } from './delivery.ts';
import type { Entrant } from './entrant.ts';
import type { Batch, SealedEntry } from './entry.ts';
import { ChatFault } from './fault.ts';
import { encodeServerFrame } from './frame-server.ts';
import { type Gap, type GapReason, gapBetween } from './gap.ts';
import { MESSAGE_RATE } from './gcra.ts';
import { LIMITS } from './limits.ts';
import type { Draft } from './message.ts';
import type { Meter } from './meter.ts';
import type { Position } from './position.ts';
import type { Presence } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogSlice, Retention, RoomLog } from './room-log.ts';
import { Tail } from './tail.ts';
import type { Visitor } from './visitor.ts';

export interface RoomPorts {
  readonly log: RoomLog;
  readonly presence: Presence;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly retention: Retention;
}

/** How somebody who was here before this room was started (an object that slept) is taken back in. */
export interface RoomPast {
  /** The position up to which everybody was served. */
  readonly from: Position;
  readonly entrants: readonly Entrant[];
}

/** How often a join asks the log before it gives up: enough for a full log in batches. */
const JOIN_TRIES = 1_000;
const HEAL_FIRST_MS = 100;
const HEAL_LAST_MS = 5_000;

/**
 * One room on one process: everybody who listens here, and the shared tail that serves them. Live entries, history and
 * resume are one path: whatever reaches anybody was read back from the log, in order, once. A hole in what comes live
 * is filled by reading; what cannot be filled is told as a gap.
 */
export class Room {
  readonly id: RoomId;
  readonly #ports: RoomPorts;
  readonly #entrants = new Map<string, Entrant>();
  readonly #members = new Map<string, Visitor>();
  readonly #early: Batch[] = [];
  readonly #stops: Array<() => void> = [];
  #tail: Tail | undefined;
  #healing: Promise<void> | undefined;
  #healAgain = false;
  #healFailures = 0;
  #stopped = false;

  constructor(id: RoomId, ports: RoomPorts) {
    this.id = id;
    this.#ports = ports;
  }

  get size(): number {
    return this.#entrants.size;
  }

  /** The position up to which everybody here was served; `undefined` before the room has started. */
  get head(): Position | undefined {
    return this.#tail?.head;
  }

  /**
   * Begins to listen. Live first and history second, so that nothing falls between them.
   *
   * @throws ChatFault `unavailable`
   */
  async start(past?: RoomPast): Promise<void> {
    const { log, presence, retention } = this.#ports;
    for (const entrant of past?.entrants ?? []) this.#entrants.set(entrant.session, entrant);
    try {
      const listener = { entries: (batch: Batch) => this.#receive(batch), lost: () => this.#healSoon() };
      this.#stops.push(await log.follow(this.id, listener));
      const slice = await log.read(this.id, { limit: retention.entries });
      const following = await presence.follow(this.id, {
        joined: (visitor) => this.#joined(visitor),
        left: (visitorId) => this.#left(visitorId),
      });
      this.#stops.push(following.stop);
      for (const visitor of following.members) this.#members.set(visitor.id, visitor);
      this.#begin(slice, past);
      if (this.#stopped) this.stop();
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /**
   * Lets somebody in: their welcome, then everything after their position, then live, without a hole and without a
   * second time.
   *
   * @throws ChatFault `unavailable`
   */
  async join(entrant: Entrant): Promise<void> {
    const { after } = entrant;
    if (after === undefined) return this.#enter(entrant, this.#ready().latest(LIMITS.welcomeEntries));
    const older: SealedEntry[] = [];
    let cursor = after;
    for (let tries = 0; tries < JOIN_TRIES; tries++) {
      this.#ready().trim(this.#ports.retention, this.#ports.clock.now());
      const answer = this.#ready().after(cursor, LIMITS.welcomeEntries);
      if (answer !== 'ask') {
        if (answer.gap) return this.#enterAfterGap(entrant, answer.gap.reason);
        return this.#enter(entrant, { from: after, entries: [...older, ...answer.entries] });
      }
      const slice = await this.#ports.log.read(this.id, { after: cursor, limit: LIMITS.batchEntries });
      if (slice.gap) {
        await this.#heal();
        return this.#enterAfterGap(entrant, slice.gap.reason);
      }
      const last = slice.entries.at(-1);
      const behind = cursor.offset >= this.#ready().head.offset;
      if (behind || last === undefined) await this.#heal();
      else {
        older.push(...slice.entries);
        cursor = { epoch: slice.epoch, offset: last.offset };
      }
    }
    throw new ChatFault('unavailable', { found: 'the log moved faster than it could be read' });
  }

  leave(session: string): void {
    if (!this.#entrants.delete(session)) return;
    this.#aside(this.#ports.presence.leave(this.id, session));
  }

  /**
   * Appends to the log. Nobody is shown the entry by this: it comes back through the log.
   *
   * @throws ChatFault `unavailable`
   */
  async say(draft: Draft): Promise<Appended> {
    const { log, meter } = this.#ports;
    try {
      const appended = await log.append(this.id, draft, MESSAGE_RATE);
      meter.add('messages_published_total', 1, { outcome: appended.outcome });
      return appended;
    } catch (error) {
      meter.add('breakwater_log_errors_total', 1, { operation: 'append' });
      throw error;
    }
  }

  /** Ends every subscription. Sockets are their sessions' to close. */
  stop(): void {
    this.#stopped = true;
    for (const stop of this.#stops.splice(0)) stop();
  }

  #ready(): Tail {
    if (this.#tail === undefined || this.#stopped) throw new ChatFault('unavailable', { found: 'the room is closed' });
    return this.#tail;
  }

  #begin(slice: LogSlice, past: RoomPast | undefined): void {
    const floor = (slice.entries[0]?.offset ?? slice.head + 1) - 1;
    const from = past?.from;
    const known = from?.epoch === slice.epoch && from.offset >= floor && from.offset <= slice.head ? from : undefined;
    const seen = known ? slice.entries.filter((entry) => entry.offset <= known.offset) : slice.entries;
    this.#tail = new Tail({ ...slice, head: known?.offset ?? slice.head, entries: seen });
    if (known) this.#receive({ epoch: slice.epoch, entries: slice.entries });
    else if (from) {
      const reason: GapReason = from.epoch !== slice.epoch ? 'epoch' : from.offset > slice.head ? 'ahead' : 'trimmed';
      this.#startOver(reason, from);
    }
    for (const batch of this.#early.splice(0)) this.#receive(batch);
  }

  /** From here to the end nothing waits, so no entry can come between the welcome and the place in the list. */
  #enter(entrant: Entrant, start: { from: Position; entries: readonly SealedEntry[] }, gap?: Gap): void {
    const { session, visitor, listener, after } = entrant;
    const members = new Map(this.#members);
    if (visitor) members.set(visitor.id, visitor);
    entrant.welcome({
      from: start.from,
      head: this.#ready().head,
      recovered: after !== undefined && gap === undefined,
      members: [...members.values()].slice(0, LIMITS.welcomeMembers),
      memberCount: members.size,
    });
    if (gap) this.#tellGap(gap, [entrant]);
    if (after) this.#ports.meter.add('breakwater_resumes_total', 1, { recovered: String(gap === undefined) });
    for (const delivery of deliveries(this.#ready().head.epoch, start.entries)) listener.entries(delivery);
    this.#entrants.set(session, entrant);
    if (visitor) this.#aside(this.#ports.presence.join(this.id, session, visitor));
  }

  #enterAfterGap(entrant: Entrant, reason: GapReason): void {
    const latest = this.#ready().latest(LIMITS.welcomeEntries);
    this.#enter(entrant, latest, entrant.after && gapBetween(reason, entrant.after, latest.from));
  }

  #receive(batch: Batch): void {
    if (this.#stopped) return;
    if (this.#tail === undefined) {
      this.#early.push(batch);
      return;
    }
    const fresh = this.#tail.fresh(batch);
    if (fresh === undefined) this.#healSoon();
    else if (fresh.length > 0) this.#deliver(fresh);
  }

  #deliver(entries: readonly SealedEntry[]): void {
    const { meter, clock, retention } = this.#ports;
    const tail = this.#ready();
    const now = clock.now();
    tail.push(entries, retention, now);
    for (const delivery of deliveries(tail.head.epoch, entries)) {
      for (const entrant of this.#entrants.values()) entrant.listener.entries(delivery);
    }
    meter.add('messages_delivered_total', entries.length * this.#entrants.size);
    for (const entry of entries) meter.observe('message_broadcast_latency_seconds', Math.max(0, now - entry.at) / 1000);
  }

  #healSoon(): void {
    if (this.#healing) this.#healAgain = true;
    if (this.#stopped || this.#tail === undefined) return;
    this.#heal().catch(() => {
      this.#ports.meter.add('breakwater_log_errors_total', 1, { operation: 'heal' });
      const waitMs = Math.min(HEAL_LAST_MS, HEAL_FIRST_MS * 2 ** Math.min(10, this.#healFailures++));
      this.#stops.push(this.#ports.clock.after(waitMs * (0.5 + Math.random() / 2), () => this.#healSoon()));
    });
  }

  /** Reads from the log what did not come live. One at a time; whoever needs it meanwhile waits for the same one. */
  #heal(): Promise<void> {
    this.#healing ??= this.#healNow().finally(() => {
      this.#healing = undefined;
    });
    return this.#healing;
  }

  async #healNow(): Promise<void> {
    const { log, meter } = this.#ports;
    meter.add('breakwater_heals_total');
    for (let more = true; more && !this.#stopped; ) {
      this.#healAgain = false;
      const after = this.#ready().head;
      const slice = await log.read(this.id, { after, limit: LIMITS.batchEntries });
      if (this.#stopped) return;
      if (slice.gap) {
        const newest = await log.read(this.id, { limit: this.#ports.retention.entries });
        this.#tail = new Tail(newest);
        this.#startOver(slice.gap.reason, after);
      } else {
        const fresh = this.#ready().fresh(slice);
        if (fresh && fresh.length > 0) this.#deliver(fresh);
      }
      more = this.#healAgain || slice.entries.length === LIMITS.batchEntries;
    }
    this.#healFailures = 0;
  }

  /** Tells everybody what is missing, then gives them the newest entries, as to somebody who comes back too late. */
  #startOver(reason: GapReason, after: Position): void {
    const tail = this.#ready();
    const latest = tail.latest(LIMITS.welcomeEntries);
    this.#tellGap(gapBetween(reason, after, latest.from), this.#entrants.values());
    for (const delivery of deliveries(tail.head.epoch, latest.entries)) {
      for (const entrant of this.#entrants.values()) entrant.listener.entries(delivery);
    }
  }

  #tellGap(gap: Gap, entrants: Iterable<Entrant>): void {
    for (const entrant of entrants) {
      this.#ports.meter.add('breakwater_gaps_total', 1, { reason: gap.reason });
      entrant.listener.gap(gap);
    }
  }

  #joined(visitor: Visitor): void {
    this.#members.set(visitor.id, visitor);
    this.#notice(encodeServerFrame({ type: 'joined', visitor, memberCount: this.#members.size }));
  }

  #left(visitorId: string): void {
    if (!this.#members.delete(visitorId)) return;
    this.#notice(encodeServerFrame({ type: 'left', id: visitorId, memberCount: this.#members.size }));
  }

  #notice(frame: string): void {
    for (const entrant of this.#entrants.values()) entrant.listener.notice(frame);
  }

  /** Presence is told on the side: a message must never wait for it, nor fail with it. */
  #aside(work: Promise<void>): void {
    work.catch(() => this.#ports.meter.add('breakwater_log_errors_total', 1, { operation: 'presence' }));
  }
}

/** Entries in frames of a bounded number each. */
function deliveries(epoch: string, entries: readonly SealedEntry[]): Delivery[] {
  const list: Delivery[] = [];
  for (let index = 0; index < entries.length; index += LIMITS.batchEntries) {
    list.push(new Delivery({ epoch, entries: entries.slice(index, index + LIMITS.batchEntries) }));
  }
  return list;
}
