import type { Audience } from './audience.ts';
import type { Clock } from './clock.ts';
import { encodeServerFrame, type ServerFrame } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import { Pacer } from './pacer.ts';
import type { Presence } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

/** The longest that a change waits for others to be told with, in milliseconds. */
const MOST_WAIT_MS = 1_000;
/** What one more listener adds to the wait between two tellings, in milliseconds: 5,000 are told once a second. */
const WAIT_MS_EACH = 0.2;
/** More changes at once than this are told as who is here now: a storm of comings costs its listeners one frame. */
const MOST_CHANGES = 20;

/**
 * Who is in a room, as one process sees it, and the frames that tell of changes. In a room of many, changes that come
 * together are told together, so that 5,000 who come at once are not 5,000 frames for each.
 */
export class RoomMembers {
  readonly #visitors = new Map<string, Visitor>();
  readonly #audience: Audience;
  readonly #pacer: Pacer;
  /** Who came or went since the last telling, each as they were told of last. */
  #changed = new Map<string, Visitor | undefined>();
  /** What was told before the members of the beginning were known: they may be older than that. */
  #early: Array<() => void> | undefined = [];

  constructor(clock: Clock, audience: Audience) {
    this.#audience = audience;
    const waitMs = () => Math.min(MOST_WAIT_MS, audience.size * WAIT_MS_EACH);
    this.#pacer = new Pacer(clock, () => this.#tell(), waitMs);
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

  /** Who somebody meets who comes in now, themselves among them. Costs the same in a room of any size. */
  metBy(visitor: Visitor | undefined): { members: readonly Visitor[]; memberCount: number } {
    const members: Visitor[] = [];
    for (const present of this.#visitors.values()) {
      if (members.push(present.id === visitor?.id ? visitor : present) === LIMITS.welcomeMembers) break;
    }
    if (visitor === undefined || this.#visitors.has(visitor.id)) return { members, memberCount: this.#visitors.size };
    if (members.length < LIMITS.welcomeMembers) members.push(visitor);
    return { members, memberCount: this.#visitors.size + 1 };
  }

  /** Who is here now, for somebody who was not told of all changes. */
  get frame(): string {
    const { members, memberCount } = this.metBy(undefined);
    return encodeServerFrame({ type: 'members', members: [...members], memberCount });
  }

  stop(): void {
    this.#pacer.stop();
  }

  #hear(change: () => void): void {
    if (this.#early) this.#early.push(change);
    else change();
  }

  #joined(visitor: Visitor): void {
    this.#note(visitor.id);
    this.#visitors.set(visitor.id, visitor);
    this.#pacer.soon();
  }

  #left(visitorId: string): void {
    this.#note(visitorId);
    this.#visitors.delete(visitorId);
    this.#pacer.soon();
  }

  #note(visitorId: string): void {
    if (!this.#changed.has(visitorId)) this.#changed.set(visitorId, this.#visitors.get(visitorId));
  }

  #tell(): void {
    const frames: ServerFrame[] = [];
    const memberCount = this.#visitors.size;
    for (const [id, before] of this.#changed) {
      const visitor = this.#visitors.get(id);
      if (visitor && visitor.name !== before?.name) frames.push({ type: 'joined', visitor, memberCount });
      if (visitor === undefined && before) frames.push({ type: 'left', id, memberCount });
    }
    this.#changed = new Map();
    const told = frames.length > MOST_CHANGES ? [this.frame] : frames.map(encodeServerFrame);
    for (const frame of told) this.#audience.tellMembers(frame);
  }
}
