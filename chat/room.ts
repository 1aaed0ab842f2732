import { appendCounted, findEntry } from './act-perform.ts';
import { Attendance } from './attendance.ts';
import { Audience, type Seat } from './audience.ts';
import { CatchUp, gapTo } from './catch-up.ts';
import { deliveriesOf } from './delivery.ts';
import type { Entrant } from './entrant.ts';
import type { Batch, SealedEntry } from './entry.ts';
import type { Ephemeral } from './ephemera.ts';
import { ChatFault } from './fault.ts';
import type { GapReason } from './gap.ts';
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
import { Sharing, shareWaitMs } from './sharing.ts';
import { Stops } from './stops.ts';
import { Tail } from './tail.ts';

/**
 * One room on one process: everybody who listens here, and the shared tail that serves them. Live entries, history and
 * resume are one path: whatever reaches anybody was read back from the log, in order, once. A hole in what comes live
 * is filled by reading; what cannot be filled is told as a gap; who cannot keep up reads on from their own position.
 */
export class Room {
  readonly id: RoomId;
  readonly messageRate: RoomPorts['messageRate'];
  readonly #ports: RoomPorts;
  readonly #audience: Audience;
  readonly #catchUp: CatchUp;
  readonly #motions: RoomMotions;
  readonly #attendance: Attendance;
  readonly #order = new RoomOrder();
  readonly #sharing: Sharing;
  readonly #members: RoomMembers;
  readonly #healer: Healer;
  /** Sessions that are on their way in: who leaves meanwhile does not come in. */
  readonly #joining = new Set<string>();
  readonly #early: Batch[] = [];
  readonly #stops = new Stops();
  /** What was handed out, and nothing that was not. */
  #tail: Tail | undefined;
  #stopped = false;

  constructor(id: RoomId, ports: RoomPorts) {
    const { clock, meter, retention, log } = ports;
    const waitMs = ports.shareWaitMs ?? shareWaitMs;
    this.id = id;
    this.messageRate = ports.messageRate;
    this.#ports = ports;
    this.#audience = new Audience(meter, {
      fell: (seat) => this.#catchUp.whenReady(seat),
      parked: (sessions) => ports.noteBehind?.(sessions),
    });
    this.#members = new RoomMembers(clock, this.#audience);
    this.#motions = new RoomMotions({
      clock,
      show: (ephemeral) => this.#audience.tell(ephemeral),
      publish: ports.motions && ((ephemeral) => ports.motions?.publish(id, ephemeral)),
    });
    this.#attendance = new Attendance(id, ports);
    this.#sharing = new Sharing(
      clock,
      () => waitMs(this.#audience.size),
      (entries) => this.#deliver(entries),
    );
    this.#healer = new Healer(() => this.#heal(), ports);
    this.#catchUp = new CatchUp({
      audience: this.#audience,
      healer: this.#healer,
      clock,
      meter,
      retention,
      random: ports.random,
      tail: () => this.#ready(),
      flush: () => this.#sharing.now(),
      read: (after) => log.read(id, { after, limit: LIMITS.batchEntries }),
      members: () => this.#members.frame,
    });
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
    const { log, presence, motions } = this.#ports;
    const meet = async () => this.#stops.hold(await this.#members.follow(presence, this.id));
    for (const entrant of past?.entrants ?? []) this.#audience.addLive(entrant);
    try {
      const listener = { entries: (batch: Batch) => this.#receive(batch), lost: () => this.#healer.soon() };
      this.#stops.hold(await log.follow(this.id, listener));
      // Those who were here before must be known to be here again before anybody asks who is.
      const [slice] = await Promise.all([this.#readPast(past), past ? undefined : meet()]);
      if (past) await meet();
      if (motions) this.#stops.hold(motions.follow(this.id, (ephemeral) => this.tell(ephemeral)));
      if (this.#stopped) throw closed();
      this.#begin(slice, past);
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  /**
   * Lets somebody in: their welcome, then everything after their position, then live, without a hole and without a
   * second time. Resolves when they are live or take no more for now. Who leaves before that is not let in.
   *
   * @throws ChatFault `unavailable`
   */
  async join(entrant: Entrant): Promise<void> {
    const { session, after } = entrant;
    this.#joining.add(session);
    try {
      const here = after === undefined || this.#catchUp.continues(after);
      const seat = this.#enter(entrant, here ? undefined : await this.#catchUp.reasonAgainst(after));
      if (seat === undefined) return;
      const advancing = this.#catchUp.advance(seat);
      this.#attend(entrant);
      await advancing;
    } finally {
      this.#joining.delete(session);
    }
  }

  /** Whoever may be back within `graceMs` is said to have left only then. */
  leave(session: string, graceMs = 0): void {
    this.#joining.delete(session);
    const { visitor } = this.#audience.remove(session) ?? {};
    this.#motions.leave(session);
    if (visitor) this.#members.forget(visitor.id);
    if (visitor) this.#attendance.leave(session, graceMs);
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
    return this.#tail?.at(position) ?? findEntry(this.#ports.log, this.id, position);
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
    for (const part of [this.#motions, this.#sharing, this.#members, this.#healer, this.#catchUp]) part.stop();
    this.#attendance.stop();
    this.#stops.end();
  }

  /** The newest entries, and after them who is muted: a mute that comes in between is heard live. */
  async #readPast(past: RoomPast | undefined): Promise<LogSlice> {
    const { log, retention } = this.#ports;
    const slice = await readNewest(log, this.id, retention.entries);
    // A keeper in memory slept too, and has forgotten them; to any other this says nothing new.
    for (const entrant of past?.entrants ?? []) this.#attend(entrant);
    this.#order.begin(slice.mutes ?? (await log.mutes(this.id)));
    return slice;
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

  /** The welcome and the place at the position that it names: nothing waits in between. */
  #enter(entrant: Entrant, reason: GapReason | undefined): Seat | undefined {
    const { session, visitor, after } = entrant;
    const tail = this.#ready();
    if (!this.#joining.delete(session)) return undefined;
    tail.trim(this.#ports.retention, this.#ports.clock.now());
    const missing = after !== undefined && reason !== undefined && !tail.continues(after);
    const kept = tail.start(after ? Number.POSITIVE_INFINITY : LIMITS.welcomeEntries);
    const recovered = after !== undefined && !missing;
    const seat = this.#audience.addBehind(entrant, after ?? kept);
    const mutedUntil = this.#order.mutedUntil(visitor?.id, this.#ports.clock.now());
    const told = { from: recovered ? after : kept, head: tail.head, recovered, ...this.#members.metBy(visitor) };
    entrant.welcome(mutedUntil === undefined ? told : { ...told, mutedUntil });
    if (missing) this.#catchUp.skip(seat, reason);
    if (after) this.#ports.meter.add('breakwater_resumes_total', 1, { recovered: String(recovered) });
    return seat;
  }

  #receive(batch: Batch): void {
    if (this.#stopped) return;
    const fresh = this.#tail ? this.#tail.fresh(batch, this.#sharing.last) : [];
    if (this.#tail === undefined) this.#early.push(batch);
    else if (fresh === undefined) this.#healer.soon();
    else if (fresh.length > 0) this.#sharing.add(fresh);
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
    this.#sharing.now();
    const after = this.#ready().head;
    const slice = await log.read(this.id, { after, limit: LIMITS.batchEntries });
    if (this.#stopped) return false;
    this.#sharing.now();
    if (slice.gap === undefined) {
      const fresh = this.#ready().fresh(slice);
      if (fresh === undefined) throw new ChatFault('unavailable', { found: 'the log was read with a hole' });
      if (fresh.length > 0) this.#deliver(fresh);
      return slice.entries.length === LIMITS.batchEntries;
    }
    const newest = await readNewest(log, this.id, retention.entries);
    if (this.#stopped) return false;
    this.#sharing.now();
    // What came live meanwhile was handed out: the gap, if it is one still, begins after that.
    if (this.#ready().head.offset !== after.offset) return true;
    this.#catchUp.gaps.remember(slice.gap);
    if (slice.gap.reason !== 'trimmed')
      meter.add('breakwater_entries_lost_total', countLost(this.#ready(), newest, retention, clock.now()));
    this.#tail = new Tail(newest);
    this.#startOver(slice.gap.reason, after);
    return false;
  }

  /** Tells everybody what is missing, then gives them all that is kept, as to somebody who comes back too late. */
  #startOver(reason: GapReason, after: Position): void {
    const { from, entries } = this.#ready().latest;
    this.#audience.tellGap(gapTo(from, after, reason));
    this.#audience.handOut(deliveriesOf(from.epoch, entries));
  }

  #attend({ session, visitor }: Entrant): void {
    if (visitor && this.#audience.has(session)) this.#attendance.join(session, visitor);
  }
}

function closed(): ChatFault {
  return new ChatFault('unavailable', { found: 'the room is closed' });
}
