import type { Delivery } from './delivery.ts';
import type { Entrant } from './entrant.ts';
import type { Ephemeral } from './ephemera.ts';
import type { Gap } from './gap.ts';
import type { Meter } from './meter.ts';
import type { Position } from './position.ts';

/** Somebody in a room who does not have everything yet that the others have. */
export interface Seat {
  readonly entrant: Entrant;
  /** The last position that they were given. */
  cursor: Position;
  /** Whether others came or went meanwhile, of which they were not told. */
  missedMembers: boolean;
}

export interface AudienceEvents {
  /** Somebody live took no more. */
  fell(seat: Seat): void;
  /** These sessions now wait for what the others have. */
  parked(sessions: readonly string[]): void;
}

/**
 * Everybody who listens to a room on this process: those who are live, all of them at the same position, and those who
 * catch up, each at their own. Handing out costs one call for each who is live, and makes nothing for them.
 */
export class Audience {
  readonly #meter: Meter;
  readonly #live = new Map<string, Entrant>();
  readonly #behind = new Map<string, Seat>();
  /** Those of the latter who will not be live before something else happens. */
  #parked: Set<string> | undefined;
  readonly #events: AudienceEvents;

  constructor(meter: Meter, events: AudienceEvents) {
    this.#meter = meter;
    this.#events = events;
  }

  get size(): number {
    return this.#live.size + this.#behind.size;
  }

  has(session: string): boolean {
    return this.#live.has(session) || this.#behind.has(session);
  }

  /** Somebody who has everything that was handed out. */
  addLive(entrant: Entrant): void {
    this.#behind.delete(entrant.session);
    this.#live.set(entrant.session, entrant);
    this.#unpark(entrant.session);
  }

  /** Somebody who has everything up to a position. */
  addBehind(entrant: Entrant, cursor: Position): Seat {
    const seat = { entrant, cursor, missedMembers: false };
    this.#live.delete(entrant.session);
    this.#behind.set(entrant.session, seat);
    return seat;
  }

  /** Whether somebody still catches up: they may have gone, or have come again. */
  holds(seat: Seat): boolean {
    return this.#behind.get(seat.entrant.session) === seat;
  }

  /** Somebody who catches up waits: for the log, or until they take more. */
  park(seat: Seat): void {
    const { session } = seat.entrant;
    if (!this.holds(seat) || this.#parked?.has(session)) return;
    this.#parked ??= new Set();
    this.#parked.add(session);
    this.#events.parked([...this.#parked]);
  }

  /** Takes somebody out and returns them, if they were here. */
  remove(session: string): Entrant | undefined {
    const entrant = this.#live.get(session) ?? this.#behind.get(session)?.entrant;
    this.#live.delete(session);
    this.#behind.delete(session);
    this.#unpark(session);
    return entrant;
  }

  /** Gives everybody who is live what is next; who does not take it catches up from there. */
  handOut(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      let taken = 0;
      for (const entrant of this.#live.values()) {
        if (entrant.listener.entries(delivery)) taken++;
        else this.#fall(entrant, delivery.from);
      }
      this.delivered(delivery, taken);
    }
  }

  /** Counts what was taken by so many. */
  delivered(delivery: Delivery, times: number): void {
    if (times > 0) this.#meter.add('messages_delivered_total', delivery.batch.entries.length * times);
  }

  /** Everybody is told, as far as they can take it: what is ephemeral may be missed. */
  tell({ frame, key, except }: Ephemeral): void {
    for (const { session, listener } of this.#entrants()) if (session !== except) listener.notice(frame, key);
  }

  /** Tells who came and went, but for a visitor who knows; those who catch up are told afterwards who is here. */
  tellMembers(frame: string, except?: string): void {
    for (const { listener, visitor } of this.#live.values()) {
      if (except === undefined || visitor?.id !== except) listener.notice(frame, 'members');
    }
    for (const seat of this.#behind.values()) seat.missedMembers = true;
  }

  /** Sends a visitor out, with all their sessions here. */
  sendOut(visitorId: string): void {
    for (const { visitor, listener } of [...this.#entrants()]) if (visitor?.id === visitorId) listener.sentOut?.();
  }

  /** Tells a gap to those who are live, or to one. */
  tellGap(gap: Gap, entrants: Iterable<Entrant> = this.#live.values()): void {
    for (const entrant of entrants) {
      this.#meter.add('breakwater_gaps_total', 1, { reason: gap.reason });
      entrant.listener.gap(gap);
    }
  }

  *#entrants(): Generator<Entrant> {
    yield* this.#live.values();
    for (const { entrant } of this.#behind.values()) yield entrant;
  }

  #fall(entrant: Entrant, cursor: Position): void {
    this.#meter.add('breakwater_fallen_behind_total');
    const seat = this.addBehind(entrant, cursor);
    this.park(seat);
    this.#events.fell(seat);
  }

  #unpark(session: string): void {
    if (this.#parked?.delete(session)) this.#events.parked([...this.#parked]);
  }
}
