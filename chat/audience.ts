import type { Delivery } from './delivery.ts';
import type { Entrant } from './entrant.ts';
import type { Ephemeral } from './ephemera.ts';
import type { Gap } from './gap.ts';
import type { Meter } from './meter.ts';

/** Everybody who listens to a room on this process. */
export class Audience {
  readonly #meter: Meter;
  readonly #entrants = new Map<string, Entrant>();

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  get size(): number {
    return this.#entrants.size;
  }

  has(session: string): boolean {
    return this.#entrants.has(session);
  }

  add(entrant: Entrant): void {
    this.#entrants.set(entrant.session, entrant);
  }

  /** Takes somebody out and returns them, if they were here. */
  remove(session: string): Entrant | undefined {
    const entrant = this.#entrants.get(session);
    this.#entrants.delete(session);
    return entrant;
  }

  handOut(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      for (const entrant of this.#entrants.values()) entrant.listener.entries(delivery);
      this.#meter.add('messages_delivered_total', delivery.batch.entries.length * this.#entrants.size);
    }
  }

  tell({ frame, key, except }: Ephemeral): void {
    for (const [session, entrant] of this.#entrants) if (session !== except) entrant.listener.notice(frame, key);
  }

  /** Sends a visitor out, with all their sessions here. */
  sendOut(visitorId: string): void {
    for (const { visitor, listener } of [...this.#entrants.values()])
      if (visitor?.id === visitorId) listener.sentOut?.();
  }

  /** Tells a gap to one, or to everybody. */
  tellGap(gap: Gap, entrants: Iterable<Entrant> = this.#entrants.values()): void {
    for (const entrant of entrants) {
      this.#meter.add('breakwater_gaps_total', 1, { reason: gap.reason });
      entrant.listener.gap(gap);
    }
  }
}
