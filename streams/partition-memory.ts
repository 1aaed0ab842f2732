import type { Meter } from '#chat';
import type { PartitionKeys } from './partition.ts';
import { checkPartition, type PartitionCheck, type ScriptRunner } from './partition-check.ts';
import { compareIds, type StreamMark } from './stream-mark.ts';

/** The end of a stream that has none. */
const NOTHING = '0-0';

/**
 * What one process has seen of a partition, whether or not it follows it: the newest that it acknowledged, read, handed
 * out or looked at. All of that has to be there when Redis comes back; if it is not, the log went back, and the partition
 * gets a new epoch before anything else is handed out.
 */
export class PartitionMemory {
  readonly keys: PartitionKeys;
  readonly #meter: Meter;
  #newest: StreamMark | undefined;
  #checking: Promise<PartitionCheck> | undefined;

  constructor(keys: PartitionKeys, meter: Meter) {
    this.keys = keys;
    this.#meter = meter;
  }

  /** Whether there is nothing to compare with. */
  get isBlank(): boolean {
    return this.#newest === undefined;
  }

  /** Something was told of the partition while its stream reached this far. */
  note(epoch: string, id: string): void {
    const newest = this.#newest;
    if (newest && (epoch < newest.epoch || (epoch === newest.epoch && compareIds(id, newest.id) <= 0))) return;
    this.#newest = { epoch, id, seen: true };
  }

  /**
   * Compares it, and where somebody reads on or begins to, with what is there. One at a time, however many connections come back at
   * once.
   *
   * @throws ChatFault `unavailable`
   */
  check(run: ScriptRunner, reading?: { readonly from: StreamMark | undefined }): Promise<PartitionCheck> {
    this.#checking ??= checkPartition(this.keys, reading, run, this.#newest)
      .then((check) => {
        // Also what was only looked at: who else was told of it may be gone by then (chaos with seed 11).
        if (check.last !== NOTHING) this.note(check.epoch, check.last);
        // What was before an epoch is not asked for again.
        else if (this.#newest && this.#newest.epoch < check.epoch) this.#newest = undefined;
        if (check.verdict === 'back') this.#meter.add('breakwater_log_rollbacks_total');
        return check;
      })
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }
}
