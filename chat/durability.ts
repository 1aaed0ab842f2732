/**
 * What an acknowledgement means, in one table: when it is given, what it survives, and what can still be lost. A place
 * that cannot keep its level right now refuses (`not-durable`, `unavailable`); it never acknowledges at a lower one.
 */
export const DURABILITIES = {
  memory: {
    keeper: 'memory',
    shownEarly: false,
    given: 'the entry is in the memory of the process',
    survives: 'nothing',
    lost: 'every message, when the process ends',
  },
  sqlite: {
    keeper: 'sqlite',
    shownEarly: false,
    given:
      "the disk has the entry (a pod's file with `synchronous=FULL`; at the edge the object's storage, which holds the answer back until then)",
    survives: 'the death of the process, a power cut',
    lost: 'every message, with the disk',
  },
  redis: {
    keeper: 'redis',
    shownEarly: false,
    given: 'Redis has the entry in memory',
    survives: 'the death of every pod and of the edge; of Redis, what Redis itself was told to write',
    lost: 'with `appendfsync everysec` the last second, in a power cut; with a failover, what the replica had not copied; without a file, everything when Redis ends',
  },
  'redis-wait': {
    keeper: 'redis',
    shownEarly: true,
    given: 'Redis has it, and at least one replica has it in memory (`WAIT 1`, on the connection of the write)',
    survives: 'also the death of the primary, if the replica that is promoted is the one that had it',
    lost: 'what was confirmed by one replica when another is promoted; everything when primary and replica end together without a file',
  },
  'redis-fsync': {
    keeper: 'redis',
    shownEarly: true,
    given: 'the disk of Redis has it (`appendonly yes`, `appendfsync always`, looked at behind each write)',
    survives: 'also a power cut of Redis',
    lost: 'with a failover, what the replica had not copied; everything, with the disk',
  },
} as const satisfies Record<
  string,
  {
    /** Whether people may be shown an entry before it is as safe as this. */
    readonly shownEarly: boolean;
    readonly keeper: 'memory' | 'sqlite' | 'redis';
    readonly given: string;
    readonly survives: string;
    readonly lost: string;
  }
>;

export type Durability = keyof typeof DURABILITIES;
