import type { Appended, Draft, RateRule, Retention, RoomId } from '#chat';
import { LIMITS } from '#chat';
import { newEpoch } from './epoch.ts';
import type { KeySpace } from './partition.ts';
import { type RedisReply, redisScript } from './redis-line.ts';
import {
  type LiveMark,
  LUA_ANNOUNCE,
  LUA_CLOCK,
  LUA_EPOCH,
  LUA_FLOOR,
  LUA_GCRA,
  LUA_MUTES,
  LUA_NEWEST,
} from './script-parts.ts';

/** How long the partition's stream reaches back, in milliseconds: a reader that was away longer reads the rooms. */
export const LIVE_MS = 60_000;

/** How long a room's counter outlives its last entry, in milliseconds. */
export const LIFE_MS = 7 * 24 * 3_600_000;

/**
 * Puts a message into its room: one round trip, all or nothing. Everything that may refuse is asked before anything is
 * written, and the room's stream is written before the rest, because Redis does not take back what a script did.
 *
 * The room's stream has ids of our own, `<offset>-<at>`. So a range by offset is a range by id; the time of an entry is
 * read without its text; and MAXLEN and MINID still trim, by count and by the first offset that is young enough. These
 * ids cannot mislead a reader after a failover as Redis's own can: they are made from the counter, which fails over
 * together with the stream. An id that is in the way (the counter was lost, the stream was not) begins a new life of
 * the room, and so a new epoch.
 *
 * A seal is chat's sealEntry: the same bytes. Its time is Redis's, but never before the room's last one, whatever a
 * new primary's clock says.
 */
export const APPEND_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_GCRA}${LUA_EPOCH}${LUA_ANNOUNCE}${LUA_FLOOR}${LUA_MUTES}${LUA_NEWEST}
local epoch_key, live_key, log_key, head_key, said_key, mutes_key, pace_key = unpack(KEYS)
local room, body, candidate, numbers, visitor, per_minute, burst = unpack(ARGV, 1, 7)
local entries, retention_ms, said_ms, live_ms, life_ms, most_mutes = string.match(numbers, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+)$')
entries, retention_ms, live_ms, life_ms = tonumber(entries), tonumber(retention_ms), tonumber(live_ms), tonumber(life_ms)
local only_look, silent, muted, mute_ms = ARGV[8] == 'look', ARGV[9] == 'silent', ARGV[10] or '', tonumber(ARGV[11] or '0')

local said = redis.call('GET', said_key)
if said and not only_look then
  -- A write that changes nothing. WAIT promises to wait for the writes of its own connection; the first one may have
  -- been another's. (Redis 7 waits for everything before it all the same, but says so nowhere.)
  redis.call('PEXPIRE', said_key, redis.call('PTTL', said_key))
end
if said then
  local epoch, offset, at = string.match(said, '^(%w+):(%d+):(%d+)$')
  return {'duplicate', epoch, offset, at, newest_id(live_key)}
end
local now = clock()
local muted_ms = silent and 0 or mute_left(mutes_key, visitor, now)
if muted_ms > 0 then return {'muted', whole(muted_ms)} end
if only_look then return {'unknown'} end
local next_at
if pace_key then
  local wait
  next_at, wait = gcra(tonumber(per_minute), tonumber(burst), arrival(pace_key), now)
  if not next_at then return {'refused', whole(wait)} end
end

local head = redis.call('HMGET', head_key, 'offset', 'life', 'at')
local offset = tonumber(head[1] or '0') + 1
local at = math.max(now, tonumber(head[3] or '0'))
local life = head[2] or life_at(now, life_ms)
local partition = partition_epoch(epoch_key, candidate)
local function seal()
  local sealed = '{"offset":' .. whole(offset) .. ',"at":' .. whole(at) .. ',' .. string.sub(body, 2)
  local id = whole(offset) .. '-' .. whole(at)
  return sealed, redis.pcall('XADD', log_key, 'MAXLEN', '=', whole(entries), id, 'json', sealed)
end
local orphaned = not head[1] and redis.call('EXISTS', log_key) == 1
local json, reply
if not orphaned then json, reply = seal() end
local refused = type(reply) == 'table' and reply.err
if refused and not (string.find(refused, 'WRONGTYPE') or string.find(refused, 'The ID specified in XADD')
  or string.find(refused, 'exhausted')) then return reply end
if orphaned or refused then
  redis.call('DEL', log_key)
  offset = 1
  life = life_at(now, life_ms) .. 'x' .. string.sub(candidate, -6)
  json, reply = seal()
end

local first, oldest = first_young(log_key, now - retention_ms, offset)
if first > oldest then redis.call('XTRIM', log_key, 'MINID', '=', whole(first) .. '-0') end
redis.call('PEXPIRE', log_key, whole(retention_ms + 1000))
redis.call('HSET', head_key, 'offset', whole(offset), 'life', life, 'at', whole(at))
redis.call('PEXPIRE', head_key, whole(life_ms + retention_ms))
local epoch = partition .. 'w' .. life
redis.call('SET', said_key, epoch .. ':' .. whole(offset) .. ':' .. whole(at), 'PX', said_ms)
if muted ~= '' then mute(mutes_key, muted, at, mute_ms, tonumber(most_mutes)) end
if next_at then arrive(pace_key, next_at, now) end
local live_id = announce(live_key, now, live_ms, 'kind', 'entry', 'room', room, 'epoch', epoch, 'offset', whole(offset),
  'at', whole(at), 'json', json)
return {'appended', epoch, whole(offset), whole(at), live_id}
`);

export interface AppendCall {
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** How long things are kept; tests make the last two short. */
export interface Keeping {
  readonly retention: Retention;
  readonly liveMs: number;
  readonly lifeMs: number;
}

/** What every append of a process says alike, as one argument: each argument is encoded and read for each message. */
export function numbersOf({ retention, liveMs, lifeMs }: Keeping): string {
  const { dedupeMs, mutesPerRoom } = LIMITS;
  return [retention.entries, retention.seconds * 1000, dedupeMs, liveMs, lifeMs, mutesPerRoom].join(' ');
}

/**
 * What the append script is called with. Without a rate, nothing is counted.
 *
 * @param numbers from `numbersOf`
 */
export function appendCall(space: KeySpace, numbers: string, room: RoomId, draft: Draft, rate?: RateRule): AppendCall {
  return call(space, numbers, room, draft, 'append', rate);
}

/** Only asks whether the message was said already, or whether its author is muted. */
export function lookCall(space: KeySpace, numbers: string, room: RoomId, draft: Draft): AppendCall {
  return call(space, numbers, room, draft, 'look');
}

function call(
  space: KeySpace,
  numbers: string,
  room: RoomId,
  draft: Draft,
  mode: 'append' | 'look',
  rate?: RateRule,
): AppendCall {
  const keys = space.room(room);
  const said = space.said(room, draft.id, draft.visitorId);
  const { silent, mute } = draft;
  // What most messages do not have is left out.
  const rest =
    mode === 'look' || silent || mute
      ? [mode, silent ? 'silent' : '', mute?.visitorId ?? '', String((mute?.seconds ?? 0) * 1000)]
      : [];
  return {
    keys: [
      keys.epoch,
      keys.live,
      keys.log,
      keys.head,
      said,
      keys.mutes,
      ...(rate ? [space.pace(draft.visitorId)] : []),
    ],
    args: [
      room,
      draft.body,
      newEpoch(),
      numbers,
      draft.visitorId,
      rate ? String(rate.perMinute) : '',
      rate ? String(rate.burst) : '',
      ...rest,
    ],
  };
}

/** How far the partition's stream reached when an append was answered; `undefined` when nothing was acknowledged. */
export function appendedAt(reply: RedisReply): LiveMark | undefined {
  const [outcome, epoch = '', , , id] = reply as readonly string[];
  return id && (outcome === 'appended' || outcome === 'duplicate') ? { epoch, id } : undefined;
}

/** Reads the append script's answer; `undefined` when it only looked and knew nothing. */
export function parseAppended(reply: RedisReply): Appended | undefined {
  const [outcome, ...rest] = reply as readonly string[];
  if (outcome === 'unknown') return undefined;
  if (outcome === 'refused') return { outcome, retryAfterMs: Number(rest[0]) };
  if (outcome === 'muted') return { outcome: 'refused', retryAfterMs: Number(rest[0]), muted: true };
  const [epoch = '', offset, at] = rest;
  return {
    outcome: outcome === 'duplicate' ? 'duplicate' : 'appended',
    position: { epoch, offset: Number(offset) },
    at: Number(at),
  };
}
