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
/** A room that grew by a quarter since the last telling is filling: it waits so many times as long, for each telling costs a write to everybody. */
const FILLING_WAITS = 4;
/** More changes at once than this are told as who is here now: a storm of comings costs its listeners one frame. */
const MOST_CHANGES = 20;
/** The same where they are half of all who are here, whose names are no longer then than the news of them. */
const MOST_CHANGES_OF_FEW = 3;

interface Change {
  readonly frame: ServerFrame;
  /** Whether it tells of somebody who was not here. */
  readonly isComing: boolean;
  /** A visitor who need not be told. */
  readonly known?: string | undefined;
}

/**
 * Who is in a room, as one process sees it, and the frames that tell of changes. In a room of many, changes that come
 * together are told together, so that 5,000 who come at once are not 5,000 frames for each.
 */
export class RoomMembers {
  readonly #roll = new MemberRoll();
  readonly #audience: Audience;
  readonly #pacer: Pacer;
  /** Who came or went since the last telling, each as they were told of last. */
  #changed: Map<string, Visitor | undefined> | undefined;
  /** Who was named in their own welcome and did not come yet as far as presence knows; what had been told by then. */
  #welcomed: Map<string, { readonly name: string; readonly tellings: number }> | undefined;
  #tellings = 0;
  #filling = false;
  /** What was told before the members of the beginning were known: they may be older than that. */
  #early: Array<() => void> | undefined = [];

  constructor(clock: Clock, audience: Audience) {
    this.#audience = audience;
    this.#pacer = new Pacer(
      clock,
      () => this.#tell(),
      () => this.#waitMs,
    );
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
    if (visitor && this.#roll.size < LIMITS.welcomeMembers && !this.#roll.get(visitor.id)) {
      this.#welcomed ??= new Map();
      const before = this.#welcomed.get(visitor.id);
      this.#welcomed.set(visitor.id, before ?? { name: visitor.name, tellings: this.#tellings });
    }
    return this.#roll.metBy(visitor);
  }

  /** Somebody here went, who may never have come as far as presence knows. */
  forget(visitorId: string): void {
    if (this.#welcomed?.delete(visitorId) && this.#welcomed.size === 0) this.#welcomed = undefined;
  }

  /** Who is here now, for somebody who was not told of all changes. */
  get frame(): string {
    const { membersJson, memberCount } = this.#roll.metBy();
    return encodeMembers(membersJson, memberCount);
  }

  stop(): void {
    this.#pacer.stop();
  }

  get #mostChanges(): number {
    return Math.min(MOST_CHANGES, Math.max(MOST_CHANGES_OF_FEW, this.#roll.size / 2));
  }

  get #waitMs(): number {
    const { size } = this.#audience;
    return size <= FEW ? 0 : Math.min(MOST_WAIT_MS, size * WAIT_MS_EACH * (this.#filling ? FILLING_WAITS : 1));
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
    this.#changed ??= new Map();
    if (!this.#changed.has(visitorId)) this.#changed.set(visitorId, this.#roll.get(visitorId));
  }

  #tell(): void {
    const changes = this.#changes();
    const comings = changes.filter(({ isComing }) => isComing).length;
    this.#filling = comings * FILLING_WAITS >= this.#audience.size;
    const [only] = changes;
    if (changes.length > this.#mostChanges) this.#audience.tellMembers(this.#summary(changes, comings));
    else if (only && changes.length === 1) this.#audience.tellMembers(encodeServerFrame(only.frame), only.known);
    else for (const { frame } of changes) this.#audience.tellMembers(encodeServerFrame(frame));
    this.#tellings++;
  }

  /** What changed since the last telling, as frames. */
  #changes(): Change[] {
    const changes: Change[] = [];
    const memberCount = this.#roll.size;
    for (const [id, before] of this.#changed ?? []) {
      const visitor = this.#roll.get(id);
      const isComing = visitor !== undefined && before === undefined;
      if (visitor && visitor.name !== before?.name) {
        const known = isComing && this.#isKnown(visitor) ? id : undefined;
        changes.push({ frame: { type: 'joined', visitor, memberCount }, isComing, known });
      }
      if (visitor === undefined && before) changes.push({ frame: { type: 'left', id, memberCount }, isComing });
      this.forget(id);
    }
    this.#changed = undefined;
    return changes;
  }

  /** Whether somebody who came knows all of that already: they were named in their welcome, and nothing was told since. */
  #isKnown({ id, name }: Visitor): boolean {
    const welcomed = this.#welcomed?.get(id);
    return welcomed?.name === name && welcomed.tellings === this.#tellings;
  }

  /** What is told of very many. Where all that changed is how many more than those who are named, one tells that. */
  #summary(changes: readonly Change[], comings: number): string {
    const last = changes.at(-1);
    const onlyComings = comings === changes.length && this.#roll.size - comings >= LIMITS.welcomeMembers;
    return onlyComings && last ? encodeServerFrame(last.frame) : this.frame;
  }
}
