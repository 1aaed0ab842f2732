import type { RoomId } from '#chat';

/** The keys of one partition. They share the hash tag `{pN}`, so on a Redis Cluster one script may touch them all. */
export interface PartitionKeys {
  /** What every epoch of the partition's rooms begins with. */
  readonly epoch: string;
  /** The stream that carries everything new to whoever listens now. */
  readonly live: string;
  /** Which run of Redis the epoch was last known to be right in. */
  readonly run: string;
  /** Written to see whether writes are safe right now. */
  readonly probe: string;
  /** The channel of what people do at this moment. */
  readonly motions: string;
}

/** The keys of one room. */
export interface RoomKeys extends PartitionKeys {
  /** The room's entries: a stream whose ids are `<offset>-<at>`. */
  readonly log: string;
  /** The newest offset, which outlives the entries. */
  readonly head: string;
  /** Who is there: session to visitor. */
  readonly who: string;
  /** Who is muted: visitor to the time when it ends. */
  readonly mutes: string;
}

/** The keys of what holds everywhere. */
interface ControlKeys extends PartitionKeys {
  /** Orders by name: a hash. */
  readonly held: string;
  /** When each of them is over. */
  readonly ends: string;
}

/**
 * FNV-1a over the UTF-16 units of a name, 32 bits.
 * Source: Fowler, Noll and Vo, draft-eastlake-fnv.
 *
 * @example
 * fnv1a('lobby') // => 475664083
 */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/**
 * Which partition a room belongs to. Every process MUST be told the same number of partitions: a room is looked for
 * where this says and nowhere else.
 *
 * @example
 * partitionOf('lobby' as RoomId, 64) // => 19
 */
export function partitionOf(room: RoomId, partitions: number): number {
  return fnv1a(room) % partitions;
}

/** The names of everything that is kept in Redis. */
export class KeySpace {
  readonly #prefix: string;
  readonly #partitions: number;

  constructor(prefix: string, partitions: number) {
    this.#prefix = prefix;
    this.#partitions = partitions;
  }

  partitionOf(room: RoomId): number {
    return partitionOf(room, this.#partitions);
  }

  partition(index: number): PartitionKeys {
    const tag = `${this.#prefix}:{p${index}}`;
    return keysOf(tag);
  }

  room(room: RoomId): RoomKeys {
    const index = this.partitionOf(room);
    const tag = `${this.#prefix}:{p${index}}`;
    return {
      ...this.partition(index),
      log: `${tag}:log:${room}`,
      head: `${tag}:head:${room}`,
      who: `${tag}:who:${room}`,
      mutes: `${tag}:mutes:${room}`,
    };
  }

  /** Bans and revocations: a partition of their own, of no room. */
  control(): ControlKeys {
    const tag = `${this.#prefix}:{control}`;
    return { ...keysOf(tag), held: `${tag}:held`, ends: `${tag}:ends` };
  }

  /** Something that is taken once. */
  once(key: string): string {
    return `${this.#prefix}:once:${key}`;
  }

  /** Remembers that a message was said. A message id has no colon, so no two of these are one. */
  said(room: RoomId, messageId: string, visitorId: string): string {
    return `${this.#prefix}:{p${this.partitionOf(room)}}:said:${room}:${messageId}:${visitorId}`;
  }

  /** How much a visitor said lately, over all rooms: so it belongs to no partition. */
  pace(visitorId: string): string {
    return `${this.#prefix}:pace:${visitorId}`;
  }

  rate(key: string): string {
    return `${this.#prefix}:rate:${key}`;
  }

  /** How much each process carries. */
  loads(): string {
    return `${this.#prefix}:loads`;
  }

  /** The channel that a process hears itself on. */
  ownMotions(process: string): string {
    return `${this.#prefix}:motions:${process}`;
  }

  lease(process: string): string {
    return `${this.#prefix}:lease:${process}`;
  }
}

function keysOf(tag: string): PartitionKeys {
  return {
    epoch: `${tag}:epoch`,
    live: `${tag}:live`,
    motions: `${tag}:motions`,
    probe: `${tag}:probe`,
    run: `${tag}:run`,
  };
}
