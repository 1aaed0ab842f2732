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

/**
 * Orders two stream ids as Redis does. Their numbers have no zeros in front, so the longer text is the greater number,
 * and nothing is parsed: every process asks this for everything that it reads.
 *
 * @example
 * compareIds('1000-9', '1000-10') // => -1
 */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const [aDash, bDash] = [dashOf(a), dashOf(b)];
  return compareNumbers(a.slice(0, aDash), b.slice(0, bDash)) || compareNumbers(a.slice(aDash + 1), b.slice(bDash + 1));
}

function dashOf(id: string): number {
  const dash = id.indexOf('-');
  return dash === -1 ? id.length : dash;
}

function compareNumbers(a: string, b: string): number {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

/**
 * Whether a partition was seen further on than it is now, as after a failover to a replica that lacked the newest
 * writes or the restoring of an old file. Three signs: ids are lower than one that was given; an entry that was read is
 * gone although older ones, which are trimmed first, are there; the epoch is one from before.
 *
 * What it cannot see: a loss of what this process has not seen, or that is older than the stream reaches back.
 */
export function wentBack(mark: StreamMark, look: StreamLook): boolean {
  if (look.epoch === undefined) return false;
  if (look.epoch < mark.epoch) return true;
  if (compareIds(look.last, mark.id) < 0) return true;
  return mark.seen && isGone(mark.id, look.has, look);
}

/** Whether an entry that was in the stream was lost from its end, and not trimmed from its beginning. */
function isGone(id: string, has: boolean, { first, last }: StreamLook): boolean {
  if (compareIds(last, id) < 0) return true;
  return !has && first !== undefined && compareIds(first, id) < 0;
}
