import { ChatFault, type Durability, type Meter, type RoomId } from '#chat';
import { APPEND_SCRIPT } from './append-script.ts';
import { DURABILITY_PROOFS, type DurabilityProof } from './durability-proof.ts';
import { DurableWriter } from './durable-writer.ts';
import type { KeySpace } from './partition.ts';
import type { RedisConnection } from './redis-connection.ts';

export interface DurableWritersOptions {
  readonly connection: RedisConnection;
  readonly space: KeySpace;
  readonly meter: Meter;
  readonly durability: Durability;
}

/** The writers of one process, for the levels that ask for proof: one, or on a cluster one a partition. */
export class DurableWriters {
  readonly #options: DurableWritersOptions;
  readonly #proof: DurabilityProof | undefined;
  readonly #writers = new Map<number, DurableWriter>();

  constructor(options: DurableWritersOptions) {
    this.#options = options;
    this.#proof = DURABILITY_PROOFS[options.durability];
  }

  /** `undefined` where Redis's answer is enough. */
  of(room: RoomId): DurableWriter | undefined {
    const { connection, space } = this.#options;
    return this.#proof && this.#writer(connection.cluster ? space.partitionOf(room) : 0, this.#proof);
  }

  /**
   * Whether what is said now would be acknowledged: a sentence if not. A replica that is away is a warning, because
   * everything can still be read; a Redis that was never told to write to disk is a fault of the configuration.
   *
   * @throws ChatFault `not-durable`
   */
  async check(): Promise<string | undefined> {
    if (this.#proof === undefined) return undefined;
    const { durability, connection, space } = this.#options;
    const { otherwise, command, holds } = this.#proof;
    const { live, probe } = space.partition(0);
    if (durability === 'redis-fsync') {
      if (holds(await connection.command(live, command))) return undefined;
      throw new ChatFault('not-durable', { found: otherwise });
    }
    return (await this.#writer(0, this.#proof).probe(probe)) ? undefined : otherwise;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#writers.values()].map((writer) => writer.close()));
  }

  #writer(index: number, proof: DurabilityProof): DurableWriter {
    const { connection, space, meter } = this.#options;
    const known = this.#writers.get(index);
    if (known) return known;
    const { live: key } = space.partition(index);
    const writer = new DurableWriter({ connection, key, proof, meter, scripts: [APPEND_SCRIPT] });
    this.#writers.set(index, writer);
    return writer;
  }
}
