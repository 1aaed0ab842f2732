import { appendCounted, findEntry } from './act-perform.ts';
import { Attendance } from './attendance.ts';
import { Audience } from './audience.ts';
import { deliveriesOf } from './delivery.ts';
import type { Entrant } from './entrant.ts';
import type { Batch, SealedEntry } from './entry.ts';
import type { Ephemeral } from './ephemera.ts';
import { ChatFault } from './fault.ts';
import { type Gap, type GapReason, gapBetween } from './gap.ts';
import { GapMemory } from './gap-memory.ts';
import type { RateRule } from './gcra.ts';
import { Healer } from './healer.ts';
import { LIMITS } from './limits.ts';
import { gapReason } from './log-slice.ts';
import { countLost, readNewest } from './log-window.ts';
import type { Draft } from './message.ts';
import type { Motion } from './motion.ts';
import type { Position } from './position.ts';
import type { RoomId } from './room-id.ts';
import type { Appended, LogSlice } from './room-log.ts';
import { RoomMembers } from './room-members.ts';
import { RoomMotions } from './room-motions.ts';
import { RoomOrder } from './room-order.ts';
import type { RoomPast, RoomPorts } from './room-ports.ts';
import { type Continuation, Tail } from './tail.ts';

/** How often a join asks the log before it gives up: enough for a full log in batches. */
const JOIN_TRIES = 1_000;

/**
 * One room on one process: everybody who listens here, and the shared tail that serves them. Live entries, history and
 * resume are one path: whatever reaches anybody was read back from the log, in order, once. A hole in what comes live
 * is filled by reading; what cannot be filled is told as a gap.
 */
export class Room {
  readonly id: RoomId;
  readonly #ports: RoomPorts;
  readonly #attendance: Attendance;
  readonly #audience: Audience;
  readonly #motions: RoomMotions;
  /** Sessions that are on their way in: who leaves meanwhile does not come in. */
  readonly #joining = new Set<string>();
  readonly #members = new RoomMembers((frame, key) => this.#audience.tell({ frame, key }));
  readonly #order = new RoomOrder();
  readonly #gaps = new GapMemory();
  readonly #early: Batch[] = [];
  readonly #stops: Array<() => void> = [];
  readonly #healer: Healer;
  #tail: Tail | undefined;
  #stopped = false;

  constructor(id: RoomId, ports: RoomPorts) {
    this.id = id;
    this.#ports = ports;
    this.#audience = new Audience(ports.meter);
    this.#motions = new RoomMotions({
      clock: ports.clock,
      show: (ephemeral) => this.#audience.tell(ephemeral),
      publish: ports.motions && ((ephemeral) => ports.motions?.publish(id, ephemeral)),
    });
    this.#attendance = new Attendance(id, ports);
    this.#healer = new Healer(() => this.#heal(), ports);
  }

  get size(): number {
    return this.#audience.size;
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
    const { log, presence, motions, retention } = this.#ports;
    for (const entrant of past?.entrants ?? []) this.#audience.add(entrant);
    try {
      const listener = { entries: (batch: Batch) => this.#receive(batch), lost: () => this.#healer.soon() };
      this.#stops.push(await log.follow(this.id, listener));
      const slice = await readNewest(log, this.id, retention.entries);
      // A keeper in memory slept too, and has forgotten them; to any other this says nothing new.
      for (const entrant of past?.entrants ?? []) this.#attend(entrant);
      this.#order.begin(await log.mutes(this.id));
      this.#stops.push(await this.#members.follow(presence, this.id));
      if (motions) this.#stops.push(motions.follow(this.id, (ephemeral) => this.tell(ephemeral)));
      if (this.#stopped) throw closed();
      this.#begin(slice, past);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /**
   * Lets somebody in: their welcome, then everything after their position, then live, without a hole and without a
   * second time. Who leaves before that is not let in.
   *
   * @throws ChatFault `unavailable`
   */
  async join(entrant: Entrant): Promise<void> {
    this.#joining.add(entrant.session);
    try {
      await this.#catchUp(entrant);
    } finally {
      this.#joining.delete(entrant.session);
    }
  }

  /** Whoever may be back within `graceMs` is said to have left only then. */
  leave(session: string, graceMs = 0): void {
    this.#joining.delete(session);
    const entrant = this.#audience.remove(session);
    this.#motions.leave(session);
    if (entrant?.visitor) this.#attendance.leave(session, graceMs);
  }

  /**
   * Appends to the log. Nobody is shown the entry by this: it comes back through the log.
   *
   * @throws ChatFault `unavailable`
   */
  append(draft: Draft, rate?: RateRule): Promise<Appended> {
    return appendCounted(this.#ports, this.id, draft, rate);
  }

  /** The entry at a position; the newest ones without asking the log. */
  async find(position: Position): Promise<SealedEntry | undefined> {
    const [near] = this.#tail?.after({ ...position, offset: position.offset - 1 })?.entries ?? [];
    return near ?? findEntry(this.#ports.log, this.id, position);
  }

  /** Shows others what somebody does, here and wherever else the room is; of one who is muted, nothing. */
  move(motion: Motion): void {
    const { clock } = this.#ports;
    if (this.#order.mutedUntil(motion.visitor.id, clock.now()) === undefined) this.#motions.move(motion);
  }

  /** Tells everybody here something that does not outlive the moment; the log knows nothing of it. */
  tell(ephemeral: Ephemeral): void {
    if (!this.#stopped) this.#motions.tell(ephemeral);
  }

  /** Ends every subscription. Sockets are their sessions' to close. */
  stop(): void {
    this.#stopped = true;
    this.#motions.stop();
    this.#healer.stop();
    this.#attendance.stop();
    for (const stop of this.#stops.splice(0)) stop();
  }

  #ready(): Tail {
    if (this.#tail === undefined || this.#stopped) throw closed();
    return this.#tail;
  }

  #begin(slice: LogSlice, past: RoomPast | undefined): void {
    const { epoch, head, entries } = slice;
    const floor = (entries[0]?.offset ?? head + 1) - 1;
    const from = past?.from;
    const reason = from && gapReason({ epoch, floor, head }, from.epoch, from.offset);
    if (from && reason === undefined) {
      const seen = entries.filter((entry) => entry.offset <= from.offset);
      this.#tail = new Tail({ epoch, head: from.offset, entries: seen });
      this.#receive({ epoch, entries });
    } else {
      this.#tail = new Tail(slice);
      if (from && reason) this.#startOver(reason, from);
    }
    for (const batch of this.#early.splice(0)) this.#receive(batch);
    this.#healer.begin();
  }

  async #catchUp(entrant: Entrant): Promise<void> {
    const { log, retention, clock } = this.#ports;
    const { after } = entrant;
    const older: SealedEntry[] = [];
    let cursor = after;
    for (let tries = 0; tries < JOIN_TRIES; tries++) {
      const tail = this.#ready();
      tail.trim(retention, clock.now());
      if (after === undefined || cursor === undefined) return this.#enter(entrant, tail.latest(LIMITS.welcomeEntries));
      const answer = tail.after(cursor);
      if (answer) return this.#enter(entrant, { from: after, entries: [...older, ...answer.entries] });
      const known = this.#gaps.reasonFor(cursor);
      if (known) return this.#enterAfterGap(entrant, after, known);
      const slice = await log.read(this.id, { after: cursor, limit: LIMITS.batchEntries });
      if (slice.gap) {
        await this.#healer.afresh();
        // Not before this room is where the log is: others who come are answered from here.
        this.#gaps.remember(slice.gap);
        if (slice.gap.reason === 'ahead') return this.#enterAfterGap(entrant, after, 'ahead');
        continue;
      }
      const last = slice.entries.at(-1);
      const { head } = this.#ready();
      const behind = head.epoch !== cursor.epoch || head.offset <= cursor.offset;
      if (behind || last === undefined) await this.#healer.afresh();
      else {
        older.push(...slice.entries);
        cursor = { epoch: slice.epoch, offset: last.offset };
      }
    }
    throw new ChatFault('unavailable', { found: 'the log moved faster than it could be read' });
  }

  /** All that is kept follows a gap: what is not missing for good must not go missing with the rest. */
  #enterAfterGap(entrant: Entrant, after: Position, reason: GapReason): void {
    const kept = this.#ready().latest();
    this.#enter(entrant, kept, gapTo(kept.from, after, reason));
  }

  /** From here to the end nothing waits, so no entry can come between the welcome and the place in the list. */
  #enter(entrant: Entrant, start: Continuation, gap?: Gap): void {
    const { session, visitor, listener, after } = entrant;
    if (!this.#joining.delete(session)) return;
    const { head } = this.#ready();
    const recovered = after !== undefined && gap === undefined;
    this.#audience.add(entrant);
    const mutedUntil = this.#order.mutedUntil(visitor?.id, this.#ports.clock.now());
    const told = { from: start.from, head, recovered, ...this.#members.metBy(visitor) };
    entrant.welcome(mutedUntil === undefined ? told : { ...told, mutedUntil });
    if (gap) this.#audience.tellGap(gap, [entrant]);
    if (after) this.#ports.meter.add('breakwater_resumes_total', 1, { recovered: String(recovered) });
    for (const delivery of deliveriesOf(head.epoch, start.entries)) listener.entries(delivery);
    this.#attend(entrant);
  }

  #receive(batch: Batch): void {
    if (this.#stopped) return;
    const fresh = this.#tail ? this.#tail.fresh(batch) : [];
    if (this.#tail === undefined) this.#early.push(batch);
    else if (fresh === undefined) this.#healer.soon();
    else if (fresh.length > 0) this.#deliver(fresh);
  }

  #deliver(entries: readonly SealedEntry[]): void {
    const { meter, clock, retention } = this.#ports;
    const tail = this.#ready();
    const now = clock.now();
    tail.push(entries, retention, now);
    this.#audience.handOut(deliveriesOf(tail.head.epoch, entries));
    for (const visitorId of this.#order.take(entries)) this.#audience.sendOut(visitorId);
    for (const entry of entries) meter.observe('message_broadcast_latency_seconds', Math.max(0, now - entry.at) / 1000);
  }

  /**
   * Reads from the log what did not come live.
   *
   * @returns whether there may be more to read
   */
  async #heal(): Promise<boolean> {
    const { log, retention, meter, clock } = this.#ports;
    const after = this.#ready().head;
    const slice = await log.read(this.id, { after, limit: LIMITS.batchEntries });
    if (this.#stopped) return false;
    if (slice.gap === undefined) {
      const fresh = this.#ready().fresh(slice);
      if (fresh === undefined) throw new ChatFault('unavailable', { found: 'the log was read with a hole' });
      if (fresh.length > 0) this.#deliver(fresh);
      return slice.entries.length === LIMITS.batchEntries;
    }
    const newest = await readNewest(log, this.id, retention.entries);
    if (this.#stopped) return false;
    // What came live meanwhile was handed out: the gap, if it is one still, begins after that.
    if (this.#ready().head.offset !== after.offset) return true;
    this.#gaps.remember(slice.gap);
    if (slice.gap.reason !== 'trimmed')
      meter.add('breakwater_entries_lost_total', countLost(this.#ready(), newest, retention, clock.now()));
    this.#tail = new Tail(newest);
    this.#startOver(slice.gap.reason, after);
    return false;
  }

  /** Tells everybody what is missing, then gives them all that is kept, as to somebody who comes back too late. */
  #startOver(reason: GapReason, after: Position): void {
    const { from, entries } = this.#ready().latest();
    this.#audience.tellGap(gapTo(from, after, reason));
    this.#audience.handOut(deliveriesOf(from.epoch, entries));
  }

  #attend({ session, visitor }: Entrant): void {
    if (visitor && this.#audience.has(session)) this.#attendance.join(session, visitor);
  }
}

/** The log may have begun another epoch since it gave the reason. */
function gapTo(from: Position, after: Position, reason: GapReason): Gap {
  return gapBetween(after.epoch === from.epoch ? reason : 'epoch', after, from);
}

function closed(): ChatFault {
  return new ChatFault('unavailable', { found: 'the room is closed' });
}
