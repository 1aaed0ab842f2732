import type { Clock } from './clock.ts';
import type { Meter } from './meter.ts';
import type { Presence } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

/**
 * Tells presence who of this process is in one room, on the side: a message must never wait for it, nor fail with it.
 * Whose line broke may be back in a moment, here or at another process, so they are said to have left a while later; by
 * then their next session is there, and nobody sees them leave and come.
 */
export class Attendance {
  readonly #room: RoomId;
  readonly #ports: { readonly presence: Presence; readonly clock: Clock; readonly meter: Meter };
  /** Sessions that are gone and not yet said to be. */
  #parting: Map<string, () => void> | undefined;

  constructor(room: RoomId, ports: { readonly presence: Presence; readonly clock: Clock; readonly meter: Meter }) {
    this.#room = room;
    this.#ports = ports;
  }

  join(session: string, visitor: Visitor): void {
    this.#aside(this.#ports.presence.join(this.#room, session, visitor));
  }

  /** Says it after `graceMs`. */
  leave(session: string, graceMs: number): void {
    if (graceMs === 0) {
      this.#part(session);
      return;
    }
    const cancel = this.#ports.clock.after(graceMs, () => this.#part(session));
    this.#parting ??= new Map();
    this.#parting.set(session, cancel);
  }

  /** Says at once what waits to be said. */
  stop(): void {
    for (const [session, cancel] of this.#parting ?? []) {
      cancel();
      this.#part(session);
    }
  }

  #part(session: string): void {
    this.#parting?.delete(session);
    this.#aside(this.#ports.presence.leave(this.#room, session));
  }

  #aside(work: Promise<void>): void {
    work.catch(() => this.#ports.meter.add('breakwater_log_errors_total', 1, { operation: 'presence' }));
  }
}
