import type { PresenceListener, RoomId, Visitor } from '#chat';
import type { PresenceEvent } from './followed-partition.ts';
import type { PartitionReader } from './partition-reader.ts';
import type { PresenceSessions } from './presence-sessions.ts';
import type { PresenceStore } from './presence-store.ts';
import { type PresenceChange, PresenceView } from './presence-view.ts';

export interface PresencePorts {
  readonly store: PresenceStore;
  readonly sessions: PresenceSessions;
  readonly reader: PartitionReader;
}

/** Who is in one room, kept up to date by what the partition's stream tells, for those who listen to it here. */
export class PresenceRoom {
  readonly #room: RoomId;
  readonly #ports: PresencePorts;
  readonly #view = new PresenceView();
  readonly #listeners = new Set<PresenceListener>();
  /** What was told while the room is read: read again after it, because what was read may be older. */
  #early: PresenceEvent[] | undefined;
  #loading: Promise<void> | undefined;
  #stop: (() => void) | undefined;
  #stopped = false;
  /** Whether the room has to be read again. */
  stale = false;

  constructor(room: RoomId, ports: PresencePorts) {
    this.#room = room;
    this.#ports = ports;
  }

  get processes(): Iterable<string> {
    return this.#view.processes;
  }

  /** @throws ChatFault `unavailable` */
  async start(): Promise<void> {
    this.#stop = await this.#ports.reader.follow(this.#room, {
      presence: (event) => this.#take(event),
      lost: () => this.#lost(),
    });
    if (this.#stopped) this.#stop();
    await this.#load();
  }

  /** From here on the listener is told of every change to what this returns. */
  listen(listener: PresenceListener): readonly Visitor[] {
    this.#listeners.add(listener);
    return this.#view.visitors;
  }

  /** @returns how many listen still */
  unlisten(listener: PresenceListener): number {
    this.#listeners.delete(listener);
    return this.#listeners.size;
  }

  stop(): void {
    this.#stopped = true;
    this.#stop?.();
  }

  /** Processes died: their sessions go from here, and from the store. */
  async bury(dead: ReadonlySet<string>): Promise<void> {
    const members = [...dead].flatMap((process) => this.#view.membersOf(process));
    if (members.length === 0) return;
    for (const member of members) this.#tell(this.#view.apply(member, undefined));
    await this.#ports.store.forget(this.#room, members);
  }

  /** Reads the room again if it has to be. One that cannot be read now stays as it is, and stale. */
  async refresh(): Promise<void> {
    if (!this.stale || this.#stopped || !this.#ports.sessions.settled) return;
    await this.#load().catch(() => {});
  }

  /**
   * The stream may have told what we did not hear, or the store may have lost what we wrote: first our own sessions are
   * there again, then the room is read.
   */
  async #lost(): Promise<void> {
    this.stale = true;
    try {
      await this.#ports.sessions.renew();
      await this.#ports.sessions.assert(this.#room);
      await this.refresh();
    } catch {
      // Stale still: read again with the next renewal.
    }
  }

  #take(event: PresenceEvent): void {
    this.#early?.push(event);
    this.#tell(this.#view.apply(event.member, event.visitor));
  }

  #load(): Promise<void> {
    this.#loading ??= this.#loadNow().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #loadNow(): Promise<void> {
    this.#early = [];
    this.stale = false;
    try {
      const sessions = await this.#ports.store.living(this.#room);
      this.#tell(this.#view.replace(sessions));
      for (const event of this.#early) this.#tell(this.#view.apply(event.member, event.visitor));
    } catch (error) {
      this.stale = true;
      throw error;
    } finally {
      this.#early = undefined;
    }
  }

  #tell({ joined, left }: PresenceChange): void {
    for (const listener of [...this.#listeners]) {
      for (const visitor of joined) listener.joined(visitor);
      for (const id of left) listener.left(id);
    }
  }
}
