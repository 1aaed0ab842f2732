import type { Presence, PresenceListener } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

interface Attendance {
  readonly sessions: Map<string, string>;
  readonly visitors: Map<string, { visitor: Visitor; sessions: number }>;
  readonly listeners: Set<PresenceListener>;
}

/** Who is in the rooms of this process alone. Its lease is the process itself. */
export class PresenceMemory implements Presence {
  readonly #rooms = new Map<RoomId, Attendance>();

  async join(room: RoomId, session: string, visitor: Visitor): Promise<void> {
    const attendance = this.#attend(room);
    if (attendance.sessions.has(session)) return;
    attendance.sessions.set(session, visitor.id);
    const present = attendance.visitors.get(visitor.id);
    if (present) present.sessions++;
    else {
      attendance.visitors.set(visitor.id, { visitor, sessions: 1 });
      for (const listener of attendance.listeners) listener.joined(visitor);
    }
  }

  async leave(room: RoomId, session: string): Promise<void> {
    const attendance = this.#rooms.get(room);
    const visitorId = attendance?.sessions.get(session);
    if (attendance === undefined || visitorId === undefined) return;
    attendance.sessions.delete(session);
    const present = attendance.visitors.get(visitorId);
    if (present && --present.sessions === 0) {
      attendance.visitors.delete(visitorId);
      for (const listener of attendance.listeners) listener.left(visitorId);
    }
    this.#forget(room, attendance);
  }

  async members(room: RoomId): Promise<readonly Visitor[]> {
    return [...(this.#rooms.get(room)?.visitors.values() ?? [])].map(({ visitor }) => visitor);
  }

  async follow(room: RoomId, listener: PresenceListener): Promise<{ members: readonly Visitor[]; stop: () => void }> {
    const attendance = this.#attend(room);
    attendance.listeners.add(listener);
    const stop = () => {
      attendance.listeners.delete(listener);
      this.#forget(room, attendance);
    };
    return { members: await this.members(room), stop };
  }

  async close(): Promise<void> {
    this.#rooms.clear();
  }

  #attend(room: RoomId): Attendance {
    const known = this.#rooms.get(room);
    if (known) return known;
    const attendance = { sessions: new Map(), visitors: new Map(), listeners: new Set<PresenceListener>() };
    this.#rooms.set(room, attendance);
    return attendance;
  }

  #forget(room: RoomId, attendance: Attendance): void {
    if (attendance.sessions.size > 0 || attendance.listeners.size > 0) return;
    if (this.#rooms.get(room) === attendance) this.#rooms.delete(room);
  }
}
