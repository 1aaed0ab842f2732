import { newEpoch } from './epoch.ts';
import type { PartitionKeys } from './partition.ts';
import { type RedisReply, type RedisScript, redisScript } from './redis-line.ts';
import { type StreamLook, type StreamMark, wentBack } from './stream-mark.ts';

/** One script on one connection: a shared one, or the line that is about to be read from. */
export type ScriptRunner = (
  script: RedisScript,
  keys: readonly string[],
  args: readonly string[],
) => Promise<RedisReply>;

export interface PartitionCheck {
  /**
   * `same`: goes on where it was. `emptied`: nothing of before is left. `back`: it is further back than it was. `new`:
   * nothing was remembered.
   */
  readonly verdict: 'new' | 'same' | 'emptied' | 'back';
  readonly epoch: string;
  readonly last: string;
  /** Whether the remembered entry is still there, so that reading can go on right behind it. */
  readonly has: boolean;
}

const LOOK_SCRIPT = redisScript(`
local last, first, has, kept = '0-0', '', 0, 0
local info = redis.pcall('XINFO', 'STREAM', KEYS[2])
if not info.err then
  for index = 1, #info, 2 do
    if info[index] == 'last-generated-id' then last = info[index + 1] end
    if info[index] == 'first-entry' and info[index + 1] then first = info[index + 1][1] end
  end
  if ARGV[1] ~= '' then has = #redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1]) end
  if ARGV[2] ~= '' then kept = #redis.call('XRANGE', KEYS[2], ARGV[2], ARGV[2]) end
end
return {redis.call('GET', KEYS[1]) or '', last, first, has, kept}
`);

/** Compare and set: of several processes that see the same loss, one gives the partition its new epoch. */
const ROLL_SCRIPT = redisScript(`
local epoch = redis.call('GET', KEYS[1]) or ''
if epoch ~= ARGV[1] then return epoch end
redis.call('SET', KEYS[1], ARGV[2])
return ARGV[2]
`);

/**
 * Looks where a partition's stream stands, and gives the partition a new epoch when it has none or went back: from then
 * on every position of before is answered with a gap. An epoch that is later than the remembered one was given by
 * another process that saw the same, and stays.
 *
 * @param mark where somebody reads on
 * @param told the newest that anybody was told of, read or not; if its epoch is over, that was told already
 * @throws ChatFault `unavailable`
 */
export async function checkPartition(
  keys: PartitionKeys,
  mark: StreamMark | undefined,
  run: ScriptRunner,
  told?: StreamMark,
): Promise<PartitionCheck> {
  const names = [keys.epoch, keys.live];
  const look = parseLook(await run(LOOK_SCRIPT, names, [mark?.id ?? '', told?.id ?? '']));
  const known = mark === undefined || (told && told.epoch > mark.epoch) ? told : mark;
  const roll = async (from: string) => String(await run(ROLL_SCRIPT, [keys.epoch], [from, newEpoch(known?.epoch)]));
  const { epoch, last, has } = look;
  if (epoch === undefined) return { verdict: known ? 'emptied' : 'new', epoch: await roll(''), last, has };
  if (known === undefined) return { verdict: 'new', epoch, last, has };
  if ((mark && wentBack(mark, look)) || (told && told.epoch >= epoch && wentBack(told, { ...look, has: look.told }))) {
    return { verdict: 'back', epoch: epoch > known.epoch ? epoch : await roll(epoch), last, has: false };
  }
  return { verdict: epoch === (mark ?? known).epoch ? 'same' : 'emptied', epoch, last, has };
}

function parseLook(reply: RedisReply): StreamLook & { readonly told: boolean } {
  const [epoch, last, first, has, kept] = reply as [string, string, string, number, number];
  return { epoch: epoch || undefined, last, first: first || undefined, has: has > 0, told: kept > 0 };
}
