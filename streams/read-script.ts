import type { GapReason, LogQuery, LogSlice, Position, Retention, RoomId, SealedEntry } from '#chat';
import { gapBetween } from '#chat';
import { newEpoch } from './epoch.ts';
import type { KeySpace } from './partition.ts';
import { type RedisReply, redisScript } from './redis-line.ts';
import { type LiveMark, LUA_CLOCK, LUA_EPOCH, LUA_FLOOR, LUA_NEWEST } from './script-parts.ts';
import { parseSealed } from './sealed-entry.ts';

/**
 * Reads a room in one round trip: its epoch, its newest offset, and what comes after a position or the newest entries.
 * What is older than the retention is not there, trimmed or not. A stream that does not end at the counter (somebody
 * removed entries) counts as empty: a gap is told, never a part.
 */
export const READ_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_EPOCH}${LUA_FLOOR}${LUA_NEWEST}
local epoch_key, log_key, head_key, live_key, mutes_key = unpack(KEYS)
local candidate, retention_ms, life_ms, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local after_epoch, after_offset = ARGV[5], tonumber(ARGV[6])

local now = clock()
local counter = redis.call('HMGET', head_key, 'offset', 'life')
local head = tonumber(counter[1] or '0')
local epoch = partition_epoch(epoch_key, candidate) .. 'w' .. (counter[2] or life_at(now, life_ms))
local newest = redis.call('XREVRANGE', log_key, '+', '-', 'COUNT', 1)[1]
local floor = head
if newest and parts(newest[1]) == head then
  floor = (first_young(log_key, now - retention_ms, head) or head + 1) - 1
end

local gap = ''
if after_epoch ~= '' then
  if after_epoch ~= epoch then gap = 'epoch'
  elseif after_offset > head then gap = 'ahead'
  elseif after_offset < floor then gap = 'trimmed' end
end
local from = after_offset
if after_epoch == '' or gap ~= '' then from = math.max(floor, head - limit) end
local entries = {}
if from < head then entries = redis.call('XRANGE', log_key, whole(from + 1) .. '-0', '+', 'COUNT', whole(limit)) end
local mutes = {}
if mutes_key then mutes = redis.pcall('HGETALL', mutes_key) end
if mutes.err then mutes = {} end
return {epoch, whole(head), gap, entries, newest_id(live_key), mutes}
`);

export function readCall(space: KeySpace, retention: Retention, lifeMs: number, room: RoomId, query: LogQuery) {
  const { epoch, log, head, live, mutes } = space.room(room);
  const { after, limit } = query;
  const numbers = [retention.seconds * 1000, lifeMs, limit].map(String);
  return {
    keys: [epoch, log, head, live, ...(query.mutes ? [mutes] : [])],
    args: [newEpoch(), ...numbers, after?.epoch ?? '', String(after?.offset ?? 0)],
  };
}

/**
 * Reads the read script's answer. Entries that are corrupt or not ours leave a hole; what is before the last hole is
 * not handed out. `undefined` when something is missing right after the position: then only the newest entries and a
 * gap are an honest answer.
 *
 * @param foreign called for each entry that is not ours
 */
export function parseSlice(reply: RedisReply, { after }: LogQuery, foreign?: () => void): LogSlice | undefined {
  const [epoch, headText, reason, rows] = reply as [string, string, GapReason | '', ReadonlyArray<[string, string[]]>];
  const entries: SealedEntry[] = [];
  let expected = after && reason === '' ? after.offset + 1 : Number.parseInt(rows[0]?.[0] ?? '0', 10);
  let holed = false;
  for (const [id, fields] of rows) {
    const offset = Number.parseInt(id, 10);
    const read = parseSealed(fields[1] ?? '');
    const sealed = read && `${read.offset}-${read.at}` === id ? read : undefined;
    if (sealed === undefined || offset !== expected) {
      holed = true;
      entries.length = 0;
    }
    if (sealed) entries.push(sealed);
    else foreign?.();
    expected = offset + 1;
  }
  if (holed && after && reason === '') return undefined;
  const slice = { epoch, head: Number(headText), entries };
  return after === undefined || reason === '' ? slice : withGap(slice, reason, after);
}

/** How far the partition's stream reached when the room was read; `undefined` when there is nothing in it. */
export function readAt(reply: RedisReply): LiveMark | undefined {
  const [epoch, , , , id] = reply as readonly string[];
  return epoch && id ? { epoch, id } : undefined;
}

/** The newest entries as the answer to somebody whose position cannot be gone on from. */
export function withGap(newest: LogSlice, reason: GapReason, after: Position): LogSlice {
  const first = newest.entries[0]?.offset ?? newest.head + 1;
  return { ...newest, gap: gapBetween(reason, after, { epoch: newest.epoch, offset: first - 1 }) };
}
