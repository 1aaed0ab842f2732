import type { Audience } from './audience.ts';
import type { Clock } from './clock.ts';
import { encodeMembers, encodeServerFrame, type ServerFrame } from './frame-server.ts';
import { LIMITS } from './limits.ts';
import { MemberRoll } from './member-roll.ts';
import { Pacer } from './pacer.ts';
import type { Presence } from './presence.ts';
import type { RoomId } from './room-id.ts';
import type { Visitor } from './visitor.ts';

/** The longest that a change waits for others to be told with, in milliseconds. */
const MOST_WAIT_MS = 2_000;
/** So many listeners are told everything at once. */
const FEW = 5;
/**
 * What one more listener adds to the wait between two tellings, in milliseconds: a room of up to a hundred sends no more
 * than fifty frames a second about comings, a larger one half as many as it has listeners. At 0.2 ms comings cost a
 * hundred rooms of a hundred people more than all else.
 */
const WAIT_MS_EACH = 20;
/** More changes at once than this are told as who is here now: a storm of comings costs its listeners one frame. */
const MOST_CHANGES = 20;

/**
 * Who is in a room, as one process sees it, and the frames that tell of changes. In a room of many, changes that come
 * together are told together, so that 5,000 who come at once are not 5,000 frames for each.
 */
export class RoomMembers {
  readonly #roll = new MemberRoll();
  readonly #audience: Audience;
  readonly #pacer: Pacer;
  /** Who came or went since the last telling, each as they were told of last. */
  #changed = new Map<string, Visitor | undefined>();
  /** What was told before the members of the beginning were known: they may be older than that. */
  #early: Array<() => void> | undefined = [];

  constructor(clock: Clock, audience: Audience) {
    this.#audience = audience;
    const waitMs = () => (audience.size <= FEW ? 0 : Math.min(MOST_WAIT_MS, audience.size * WAIT_MS_EACH));
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
    for (const visitor of members) this.#roll.put(visitor);
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const change of early) change();
    return stop;
  }

  /** Who somebody meets who comes in now, themselves among them. Costs the same in a room of any size. */
  metBy(visitor: Visitor | undefined): { membersJson: string; memberCount: number } {
    return this.#roll.metBy(visitor);
  }

  /** Who is here now, for somebody who was not told of all changes. */
  get frame(): string {
    const { membersJson, memberCount } = this.#roll.metBy();
    return encodeMembers(membersJson, memberCount);
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
    this.#roll.put(visitor);
    this.#pacer.soon();
  }

  #left(visitorId: string): void {
    this.#note(visitorId);
    this.#roll.delete(visitorId);
    this.#pacer.soon();
  }

  #note(visitorId: string): void {
    if (!this.#changed.has(visitorId)) this.#changed.set(visitorId, this.#roll.get(visitorId));
  }

  #tell(): void {
    const frames: ServerFrame[] = [];
    const memberCount = this.#roll.size;
    let comings = 0;
    for (const [id, before] of this.#changed) {
      const visitor = this.#roll.get(id);
      if (visitor && before === undefined) comings++;
      if (visitor && visitor.name !== before?.name) frames.push({ type: 'joined', visitor, memberCount });
      if (visitor === undefined && before) frames.push({ type: 'left', id, memberCount });
    }
    this.#changed = new Map();
    for (const frame of this.#few(frames, comings)) this.#audience.tellMembers(frame);
  }

  /** What is told of so many changes. Where all that changed is how many more than those who are named, one tells that. */
  #few(frames: readonly ServerFrame[], comings: number): string[] {
    if (frames.length <= MOST_CHANGES) return frames.map(encodeServerFrame);
    const onlyComings = comings === frames.length && this.#roll.size - comings >= LIMITS.welcomeMembers;
    return onlyComings ? frames.slice(-1).map(encodeServerFrame) : [this.frame];
  }
}
