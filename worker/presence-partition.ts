import type { Presence, PresenceListener, RoomId, Visitor } from '#chat';
import { takeAnswer } from './answer.ts';
import type { PartitionObject } from './partition-object.ts';

/** Who is in a room over all processes, told by the room's partition object, which holds the lease for the edge. */
export class PresencePartition implements Presence {
  readonly #partition: DurableObjectStub<PartitionObject>;
  readonly #listeners = new Set<PresenceListener>();

  constructor(partition: DurableObjectStub<PartitionObject>) {
    this.#partition = partition;
  }

  join(room: RoomId, session: string, visitor: Visitor): Promise<void> {
    return takeAnswer<void>(this.#partition.join(room, session, visitor));
  }

  leave(room: RoomId, session: string): Promise<void> {
    return takeAnswer<void>(this.#partition.leave(room, session));
  }

  members(room: RoomId): Promise<readonly Visitor[]> {
    return takeAnswer<readonly Visitor[]>(this.#partition.members(room));
  }

  async follow(room: RoomId, listener: PresenceListener): Promise<{ members: readonly Visitor[]; stop: () => void }> {
    this.#listeners.add(listener);
    return { members: await this.members(room), stop: () => this.#listeners.delete(listener) };
  }

  /** What the partition object tells this room. */
  changed(change: { joined: Visitor } | { left: string }): void {
    for (const listener of this.#listeners) {
      if ('joined' in change) listener.joined(change.joined);
      else listener.left(change.left);
    }
  }

  async close(): Promise<void> {
    this.#listeners.clear();
  }
}
