import type { Ephemeral, Motions, RoomId } from '#chat';
import type { PartitionObject } from './partition-object.ts';

/** What waits for the call on its way, by key; past that the oldest is dropped. */
const MOST_WAITING = 512;

/**
 * What people do in one room at this moment, carried to and from other processes by the room's partition object. One call
 * at a time: of what is done meanwhile only the newest of each key goes with the next, and a call that fails is not tried
 * again.
 */
export class MotionsPartition implements Motions {
  readonly #partition: DurableObjectStub<PartitionObject>;
  readonly #listeners = new Set<(ephemeral: Ephemeral) => void>();
  readonly #waiting = new Map<string, Ephemeral>();
  #carrying = false;

  constructor(partition: DurableObjectStub<PartitionObject>) {
    this.#partition = partition;
  }

  publish(room: RoomId, { key, frame }: Ephemeral): void {
    this.#waiting.delete(key);
    this.#waiting.set(key, { key, frame });
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size > MOST_WAITING) this.#waiting.delete(oldest);
    this.#carry(room);
  }

  follow(_room: RoomId, listener: (ephemeral: Ephemeral) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the partition object brings. */
  deliver(motions: readonly Ephemeral[]): void {
    for (const motion of motions) for (const listener of this.#listeners) listener(motion);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    this.#waiting.clear();
  }

  async #carry(room: RoomId): Promise<void> {
    if (this.#carrying) return;
    this.#carrying = true;
    // What is done in the same turn goes together.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const motions = [...this.#waiting.values()];
      this.#waiting.clear();
      try {
        await this.#partition.move(room, motions);
      } catch {
        // The next one says it better.
      }
    }
    this.#carrying = false;
  }
}
