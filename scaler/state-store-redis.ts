import type { RedisCommands } from './row-keeper-redis.ts';
import { type KeptState, type LearnedState, type RunState, readPart } from './run-state.ts';
import type { StateStore } from './state-store.ts';

/** Keeps a part if it is later than the one that is there; tells whether it did. One hash for each workload. */
const PUT_LATER = `
local before = redis.call('HGET', KEYS[1], ARGV[1] .. ':at')
if before and tonumber(before) >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1] .. ':at', ARGV[2], ARGV[1], ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`;

/** A workload that nobody decided about for a month is gone. */
const KEPT_MS = 30 * 86_400_000;

/** Keeps states where every replica finds them. */
export class StateStoreRedis implements StateStore {
  readonly #redis: RedisCommands;
  readonly #prefix: string;

  constructor(redis: RedisCommands, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async load(workload: string): Promise<Partial<KeptState>> {
    const answer = (await this.#redis.sendCommand(['HMGET', this.#key(workload), 'run', 'learned'])) as (
      | string
      | null
    )[];
    const [run, learned] = [readPart('run', answer[0]), readPart('learned', answer[1])];
    return { ...(run && { run }), ...(learned && { learned }) };
  }

  async claim(workload: string, state: RunState): Promise<boolean> {
    return this.#put(workload, 'run', state);
  }

  async learned(workload: string, state: LearnedState): Promise<void> {
    await this.#put(workload, 'learned', state);
  }

  /** The client belongs to whoever opened it. */
  async close(): Promise<void> {}

  async #put(workload: string, part: keyof KeptState, state: RunState | LearnedState): Promise<boolean> {
    const told = [part, String(state.at), JSON.stringify(state), String(KEPT_MS)];
    return (await this.#redis.sendCommand(['EVAL', PUT_LATER, '1', this.#key(workload), ...told])) === 1;
  }

  #key(workload: string): string {
    return `${this.#prefix}:state:${workload}`;
  }
}
