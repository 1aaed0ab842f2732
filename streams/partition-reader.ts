import type { Meter, RoomId } from '#chat';
import { partitionEpoch } from './epoch.ts';
import { FollowedPartition, type LiveListener } from './followed-partition.ts';
import type { KeySpace, PartitionKeys } from './partition.ts';
import { PartitionLane } from './partition-lane.ts';
import { PartitionMemory } from './partition-memory.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisLine } from './redis-line.ts';

/** The number under which the stream of orders is followed: no partition has it. */
const CONTROL = -1;

export interface PartitionReaderOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly meter: Meter;
  /** How far back the partitions' streams reach, in milliseconds. */
  readonly liveMs: number;
}

/**
 * The one reader that a process has for all of its rooms. It reads the partitions that somebody listens to and no
 * others: all on one connection, or, on a cluster, where one command cannot reach two nodes, each on its own. The cost
 * of a message does not depend on how many rooms there are or how many are idle.
 */
export class PartitionReader {
  readonly #options: PartitionReaderOptions;
  readonly #followed = new Map<number, { partition: FollowedPartition; begun: Promise<void> }>();
  /** Of every partition that this process ever told anybody of: there are only so many. */
  readonly #memories = new Map<number, PartitionMemory>();
  readonly #lanes = new Map<number, PartitionLane>();
  #closed = false;

  constructor(options: PartitionReaderOptions) {
    this.#options = options;
    options.connection.beforeUse((line) => this.#checkAll(line));
  }

  /** Whether everything that somebody listens to is being read. */
  get alive(): boolean {
    return [...this.#lanes.values()].every((lane) => lane.alive);
  }

  /**
   * Every event of a room that is put into the stream after this resolved reaches the listener, or `lost` is called.
   *
   * @throws ChatFault `unavailable`
   */
  follow(room: RoomId, listener: LiveListener): Promise<() => void> {
    const { space } = this.#options;
    const index = space.partitionOf(room);
    return this.#follow(index, space.partition(index), room, listener);
  }

  /**
   * The same for the orders that hold everywhere.
   *
   * @throws ChatFault `unavailable`
   */
  followControl(listener: LiveListener): Promise<() => void> {
    return this.#follow(CONTROL, this.#options.space.control(), 'control' as RoomId, listener);
  }

  async #follow(index: number, keys: PartitionKeys, room: RoomId, listener: LiveListener): Promise<() => void> {
    const followed = this.#followed.get(index) ?? this.#begin(index, keys);
    const { partition } = followed;
    partition.add(room, listener);
    const stop = () => {
      partition.remove(room, listener);
      if (partition.empty) this.#end(index, partition);
    };
    try {
      await followed.begun;
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  /**
   * Something of a room was acknowledged or handed out here while the stream of its partition reached this far: if that
   * is not there later, the log went back, whether or not anybody here listens to the partition.
   */
  remember(room: RoomId, roomEpoch: string, liveId: string): void {
    const { space } = this.#options;
    const index = space.partitionOf(room);
    this.#memory(index, space.partition(index)).note(partitionEpoch(roomEpoch), liveId);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#followed.clear();
    await Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
  }

  #begin(index: number, keys: PartitionKeys): { partition: FollowedPartition; begun: Promise<void> } {
    const { connection, meter } = this.#options;
    const partition = new FollowedPartition(this.#memory(index, keys), meter);
    const begun = partition
      .check((script, keys, args) => connection.script(script, keys, args), false)
      .then(() => {
        if (!this.#closed && this.#followed.get(index)?.partition === partition) this.#lane(index).add(partition);
      });
    const followed = { partition, begun };
    this.#followed.set(index, followed);
    begun.catch(() => this.#end(index, partition));
    return followed;
  }

  #end(index: number, partition: FollowedPartition): void {
    if (this.#followed.get(index)?.partition !== partition) return;
    this.#followed.delete(index);
    const { cluster } = this.#options.connection;
    this.#lanes.get(cluster ? index : 0)?.remove(partition);
    if (cluster) this.#lanes.delete(index);
  }

  #memory(index: number, keys: PartitionKeys): PartitionMemory {
    const memory = this.#memories.get(index) ?? new PartitionMemory(keys, this.#options.meter);
    this.#memories.set(index, memory);
    return memory;
  }

  #lane(index: number): PartitionLane {
    const { connection, meter, liveMs } = this.#options;
    const key = connection.cluster ? index : 0;
    const lane = this.#lanes.get(key) ?? new PartitionLane(connection, meter, liveMs);
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Before anything is asked on a new connection: a log that went back must not be read under its old epoch. */
  async #checkAll(line: RedisLine): Promise<void> {
    const run = (...call: Parameters<RedisLine['script']>) => line.script(...call);
    const begun = [...this.#followed.values()].filter(({ partition }) => partition.begun);
    const alone = [...this.#memories].filter(([index, memory]) => !this.#followed.has(index) && !memory.isBlank);
    await Promise.all([
      ...begun.map(({ partition }) => partition.check(run, false)),
      ...alone.map(([, memory]) => memory.check(run)),
    ]);
  }
}
