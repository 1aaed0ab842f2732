import { encodeServerFrame } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import type { Presence } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

/** Who is in a room, as one process sees it, and the frames that tell of changes. */
export class RoomMembers {
  readonly #visitors = new Map<string, Visitor>();
  readonly #notice: (frame: string, key: string) => void;
  /** What was told before the members of the beginning were known: they may be older than that. */
  #early: Array<() => void> | undefined = [];

  constructor(notice: (frame: string, key: string) => void) {
    this.#notice = notice;
  }

  /**
   * Begins to follow and returns what ends it.
   *
   * @throws ChatFault `unavailable`
   */
  async follow(presence: Presence, room: RoomId): Promise<() => void> {
    const { members, stop } = await presence.follow(room, {
      joined: (visitor) => this.#hear(() => this.#joined(visitor)),
      left: (visitorId) => this.#hear(() => this.#left(visitorId)),
    });
    for (const visitor of members) this.#visitors.set(visitor.id, visitor);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const change of early) change();
    return stop;
  }

  /** Who somebody meets who comes in now, themselves among them. */
  metBy(visitor: Visitor | undefined): { members: readonly Visitor[]; memberCount: number } {
    const visitors = new Map(this.#visitors);
    if (visitor) visitors.set(visitor.id, visitor);
    return { members: [...visitors.values()].slice(0, LIMITS.welcomeMembers), memberCount: visitors.size };
  }

  #hear(change: () => void): void {
    if (this.#early) this.#early.push(change);
    else change();
  }

  #joined(visitor: Visitor): void {
    if (this.#visitors.get(visitor.id)?.name === visitor.name) return;
    this.#visitors.set(visitor.id, visitor);
    this.#notice(
      encodeServerFrame({ type: 'joined', visitor, memberCount: this.#visitors.size }),
      `member ${visitor.id}`,
    );
  }

  #left(visitorId: string): void {
    if (!this.#visitors.delete(visitorId)) return;
    this.#notice(
      encodeServerFrame({ type: 'left', id: visitorId, memberCount: this.#visitors.size }),
      `member ${visitorId}`,
    );
  }
}
