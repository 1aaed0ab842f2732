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
local server = redis.pcall('INFO', 'server')
local run = type(server) == 'string' and string.match(server, 'run_id:(%w+)') or ''
return {redis.call('GET', KEYS[1]) or '', last, first, has, kept, redis.call('GET', KEYS[3]) or '', run}
`);

/** Compare and set: of several processes that see the same loss, one gives the partition its new epoch. */
const ROLL_SCRIPT = redisScript(`
local epoch = redis.call('GET', KEYS[1]) or ''
if epoch ~= ARGV[1] then return epoch end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3])
return ARGV[2]
`);

/** Says that an epoch is right in this run of Redis too. */
const VOUCH_SCRIPT = redisScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[2], ARGV[2]) end
return 1
`);

/** How long one who begins to read the partition waits for somebody who reads it, in milliseconds, and between two looks. */
const VOUCH_MS = 800;
const LOOK_EVERY_MS = 100;

/**
 * Looks where a partition's stream stands, and gives the partition a new epoch when it has none or went back: from then
 * on every position of before is answered with a gap. An epoch that is later than the remembered one was given by
 * another process that saw the same, and stays.
 *
 * After a restart or a failover of Redis somebody who read the partition until then has to say that nothing is missing.
 * Who only begins to read it waits for that, and gives it a new epoch when nobody says so: whoever was told of its end
 * may have died together with it (chaos with seed 11).
 *
 * @param reading from where somebody reads on, if it is known; `undefined` when nobody here reads it
 * @param told the newest that anybody was told of, read or not; if its epoch is over, that was told already
 * @throws ChatFault `unavailable`
 */
export async function checkPartition(
  keys: PartitionKeys,
  reading: { readonly from: StreamMark | undefined } | undefined,
  run: ScriptRunner,
  told?: StreamMark,
): Promise<PartitionCheck> {
  const mark = reading?.from;
  const begins = reading !== undefined && mark === undefined;
  const names = [keys.epoch, keys.live, keys.run];
  const lookAgain = async () => parseLook(await run(LOOK_SCRIPT, names, [mark?.id ?? '', told?.id ?? '']));
  let look = await lookAgain();
  for (let waited = 0; begins && isDoubtful(look) && waited < VOUCH_MS; waited += LOOK_EVERY_MS) {
    if (isBehind(told, look, look.told)) break;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    look = await lookAgain();
  }
  const { epoch, last, has, server } = look;
  const known = mark === undefined || (told && told.epoch > mark.epoch) ? told : mark;
  const own = [keys.epoch, keys.run];
  const roll = async (from: string) =>
    String(await run(ROLL_SCRIPT, own, [from, newEpoch(known?.epoch ?? epoch), server]));
  if (epoch === undefined) return { verdict: known ? 'emptied' : 'new', epoch: await roll(''), last, has };
  if (known && (isBehind(mark, look, has) || (told && told.epoch >= epoch && isBehind(told, look, look.told)))) {
    return { verdict: 'back', epoch: epoch > known.epoch ? epoch : await roll(epoch), last, has: false };
  }
  if (begins && isDoubtful(look)) return { verdict: 'new', epoch: await roll(epoch), last, has: false };
  // A Redis that is full takes no word for it, and can be read all the same.
  if (look.run !== server && (mark || look.run === '')) await run(VOUCH_SCRIPT, own, [epoch, server]).catch(() => {});
  if (known === undefined) return { verdict: 'new', epoch, last, has };
  return { verdict: epoch === (mark ?? known).epoch ? 'same' : 'emptied', epoch, last, has };
}

function isBehind(mark: StreamMark | undefined, look: StreamLook, has: boolean): boolean {
  return mark !== undefined && wentBack(mark, { ...look, has });
}

interface PartitionLook extends StreamLook {
  readonly told: boolean;
  /** The run of Redis in which the epoch was last known to be right; empty when nobody said so yet. */
  readonly run: string;
  /** The run of Redis that answered; empty when it does not tell. */
  readonly server: string;
}

/** Whether Redis is another than the one in which the epoch was last known to be right. */
function isDoubtful({ epoch, run, server }: PartitionLook): boolean {
  return epoch !== undefined && run !== '' && server !== '' && run !== server;
}

function parseLook(reply: RedisReply): PartitionLook {
  const [epoch, last, first, has, kept, run, server] = reply as [
    string,
    string,
    string,
    number,
    number,
    string,
    string,
  ];
  return { epoch: epoch || undefined, last, first: first || undefined, has: has > 0, told: kept > 0, run, server };
}
