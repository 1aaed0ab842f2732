/** What a reader remembers of a partition. */
export interface StreamMark {
  readonly epoch: string;
  /** Redis's id of the last entry that was read, or of where reading began. */
  readonly id: string;
  /** Whether an entry with this id was read, and so has to be there still unless it was trimmed. */
  readonly seen: boolean;
}

/** What a partition looks like now. */
export interface StreamLook {
  readonly epoch: string | undefined;
  /** The greatest id that the stream ever gave, `0-0` when there is no stream. */
  readonly last: string;
  /** The oldest entry's id; `undefined` when there is none. */
  readonly first: string | undefined;
  /** Whether the remembered entry is still there. */
  readonly has: boolean;
}

/** Orders two stream ids as Redis does. */
export function compareIds(a: string, b: string): number {
  const [aMs = '0', aSeq = '0'] = a.split('-');
  const [bMs = '0', bSeq = '0'] = b.split('-');
  const difference = BigInt(aMs) - BigInt(bMs) || BigInt(aSeq) - BigInt(bSeq);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * Whether a partition was seen further on than it is now, as after a failover to a replica that lacked the newest
 * writes or the restoring of an old file. Three signs: ids are lower than one that was given; an entry that was read is
 * gone although older ones, which are trimmed first, are there; the epoch is one from before.
 *
 * What it cannot see: a loss that nobody read before it happened, or that is older than the stream reaches back. What this
 * process wrote itself is asked for beside it.
 */
export function wentBack(mark: StreamMark, look: StreamLook): boolean {
  if (look.epoch === undefined) return false;
  if (look.epoch < mark.epoch) return true;
  if (compareIds(look.last, mark.id) < 0) return true;
  return mark.seen && isGone(mark.id, look.has, look);
}

/** Whether an entry that was in the stream was lost from its end, and not trimmed from its beginning. */
export function isGone(id: string, has: boolean, { first, last }: StreamLook): boolean {
  if (compareIds(last, id) < 0) return true;
  return !has && first !== undefined && compareIds(first, id) < 0;
}
