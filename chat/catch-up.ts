import type { Audience, Seat } from './audience.ts';
import type { Clock } from './clock.ts';
import { type Delivery, deliveriesOf } from './delivery.ts';
import { ChatFault } from './fault.ts';
import { type Gap, type GapReason, gapBetween } from './gap.ts';
import { GapMemory } from './gap-memory.ts';
import type { Healer } from './healer.ts';
import type { Meter } from './meter.ts';
import type { Position } from './position.ts';
import type { LogSlice, Retention } from './room-log.ts';
import type { Tail } from './tail.ts';

/** How often the log is asked for one piece before it is given up. */
const TRIES = 1_000;
/** Between two tries while the log cannot be reached, in milliseconds. */
const RETRY_MS = 1_000;

/** What catching up needs of its room. */
export interface CatchUpParts {
  readonly audience: Audience;
  readonly healer: Healer;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly retention: Retention;
  /** Chance from 0 to 1, for waits. */
  readonly random?: (() => number) | undefined;
  /** @throws ChatFault `unavailable` when the room is closed */
  readonly tail: () => Tail;
  /** Hands out what waits to share a frame. */
  readonly flush: () => void;
  readonly read: (after: Position) => Promise<LogSlice>;
  /** Who is here now, as a frame. */
  readonly members: () => string;
}

/**
 * Brings those who are behind to where the others are, each from their own position and as fast as they take it: from
 * the room's tail, from the log where the tail does not reach back, past a told gap where neither does.
 */
export class CatchUp {
  readonly #parts: CatchUpParts;
  readonly #gaps = new GapMemory();
  #retries: Set<() => void> | undefined;
  #stopped = false;

  constructor(parts: CatchUpParts) {
    this.#parts = parts;
  }

  /** What the log has said that it cannot go on from. */
  get gaps(): GapMemory {
    return this.#gaps;
  }

  /**
   * Whether the tail goes on from a position, perhaps with what waits to share a frame.
   *
   * @throws ChatFault `unavailable` when the room is closed
   */
  continues(position: Position): boolean {
    const { tail, flush, retention, clock } = this.#parts;
    tail().trim(retention, clock.now());
    if (tail().continues(position)) return true;
    flush();
    return tail().continues(position);
  }

  /**
   * Why somebody cannot go on from a position that the room's tail does not know; `undefined` when they can. Afterwards
   * the room is where the log is.
   *
   * @throws ChatFault `unavailable`
   */
  async reasonAgainst(position: Position): Promise<GapReason | undefined> {
    const found = await this.#ask(position);
    return typeof found === 'string' ? found : undefined;
  }

  /**
   * Gives somebody what they lack and then a place among the live. Resolves when they have it, or when it has to wait:
   * until they take more, or until the log can be reached. Then it goes on by itself.
   */
  async advance(seat: Seat): Promise<void> {
    try {
      while (!this.#fromTail(seat) && !(await this.#fromLog(seat)));
    } catch {
      if (this.#stopped) return;
      const { clock, random = Math.random } = this.#parts;
      const cancel = clock.after(RETRY_MS * (0.5 + random() / 2), () => {
        this.#retries?.delete(cancel);
        if (this.#parts.audience.holds(seat)) this.advance(seat);
      });
      this.#retries ??= new Set();
      this.#retries.add(cancel);
    }
  }

  /** All that is kept follows a gap: what is not missing for good must not go missing with the rest. */
  skip(seat: Seat, reason: GapReason): void {
    const from = this.#parts.tail().start();
    const gap = gapTo(from, seat.cursor, reason);
    seat.cursor = from;
    this.#parts.audience.tellGap(gap, [seat.entrant]);
  }

  /** Goes on when somebody takes more. */
  whenReady(seat: Seat): void {
    this.#parts.audience.park(seat);
    seat.entrant.listener.whenReady(() => this.advance(seat));
  }

  stop(): void {
    this.#stopped = true;
    for (const cancel of this.#retries ?? []) cancel();
    this.#retries = undefined;
  }

  /** Gives what the tail has; whether that is all there is to do for now. Nothing waits in here. */
  #fromTail(seat: Seat): boolean {
    const { audience, tail, members } = this.#parts;
    while (audience.holds(seat) && this.continues(seat.cursor)) {
      const piece = tail().pieceAfter(seat.cursor);
      if (piece === undefined) {
        audience.addLive(seat.entrant);
        if (seat.missedMembers) seat.entrant.listener.notice(members(), 'members');
      } else if (!this.#give(seat, piece)) return true;
    }
    return !audience.holds(seat);
  }

  /** Gives what the log has, or tells a gap; whether it has to wait until they take more. */
  async #fromLog(seat: Seat): Promise<boolean> {
    const { audience } = this.#parts;
    audience.park(seat);
    const found = await this.#ask(seat.cursor);
    if (found === undefined || !audience.holds(seat) || this.continues(seat.cursor)) return false;
    if (typeof found !== 'string') return !deliveriesOf(found.epoch, found.entries).every((it) => this.#give(seat, it));
    this.skip(seat, found);
    return false;
  }

  /** Whether it was taken; if not, it goes on when there is room again. */
  #give(seat: Seat, delivery: Delivery): boolean {
    const { audience } = this.#parts;
    if (!audience.holds(seat)) return false;
    if (!seat.entrant.listener.entries(delivery)) {
      this.whenReady(seat);
      return false;
    }
    seat.cursor = delivery.end;
    audience.delivered(delivery, 1);
    return true;
  }

  /** What follows a position, or why the log cannot go on from it; `undefined` when the tail can by now. */
  async #ask(cursor: Position): Promise<LogSlice | GapReason | undefined> {
    const { healer, read, tail } = this.#parts;
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0 && this.continues(cursor)) return undefined;
      const known = this.#gaps.reasonFor(cursor);
      if (known) return known;
      const slice = await read(cursor);
      if (slice.gap) {
        await healer.afresh();
        // Not before this room is where the log is: others who come are answered from here.
        this.#gaps.remember(slice.gap);
        if (slice.gap.reason === 'ahead') return 'ahead';
        continue;
      }
      const { head } = tail();
      const behind = head.epoch !== cursor.epoch || head.offset <= cursor.offset;
      if (behind || slice.entries.length === 0) await healer.afresh();
      else return slice;
    }
    throw new ChatFault('unavailable', { found: 'the log moved faster than it could be read' });
  }
}

/** The log may have begun another epoch since it gave the reason. */
export function gapTo(from: Position, after: Position, reason: GapReason): Gap {
  return gapBetween(after.epoch === from.epoch ? reason : 'epoch', after, from);
}
