import type { Durability } from '#chat';
import type { RedisReply } from './redis-line.ts';

/** How long a proof may take, in milliseconds: inside the two seconds of an append, with time left to be sent. */
export const PROOF_MS = 800;

/** What shows that the writes before it on the same connection are as safe as their level says. */
export interface DurabilityProof {
  readonly command: readonly string[];
  readonly holds: (reply: RedisReply) => boolean;
  /** What is the matter when it does not hold, for whoever looks at readiness. */
  readonly otherwise: string;
}

/**
 * The levels that ask for more than Redis's answer.
 *
 * `redis-wait`: a replica counts when it has confirmed everything up to the last write of the connection that asks, so
 * WAIT on any other connection would prove nothing.
 *
 * `redis-fsync`: with `appendfsync always` Redis answers no command before the disk has what it wrote. That this is so
 * is looked at behind the writes each time: whoever changes it while places run must not make acknowledgements lies.
 */
export const DURABILITY_PROOFS: Readonly<Partial<Record<Durability, DurabilityProof>>> = {
  'redis-wait': {
    command: ['WAIT', '1', String(PROOF_MS)],
    holds: (reply) => Number(reply) >= 1,
    otherwise: `No replica confirmed a write within ${PROOF_MS} ms: messages are refused as "not-durable" until one does`,
  },
  'redis-fsync': {
    command: ['CONFIG', 'GET', 'append*'],
    holds: (reply) => {
      const list = reply as readonly string[];
      const value = (name: string) => list[list.indexOf(name) + 1];
      return value('appendonly') === 'yes' && value('appendfsync') === 'always';
    },
    otherwise: 'Redis does not write each message to disk: set "appendonly yes" and "appendfsync always"',
  },
};
