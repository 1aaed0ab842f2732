/**
 * Pieces of Lua that several scripts share. Numbers are written with '%.0f' because Lua's own way turns a large one
 * into '1e+15'.
 */

/** The time by Redis's clock, in whole milliseconds: the one clock that all processes share. */
export const LUA_CLOCK = `
local function whole(number) return string.format('%.0f', number) end
local function clock()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
`;

/** chat's gcra, line by line: the same doubles in the same order, so the same answers. */
export const LUA_GCRA = `
local function gcra(per_minute, burst, arrival_at, now)
  local spacing = 60000 / per_minute
  local start = math.max(arrival_at, now)
  local earliest = start - spacing * (burst - 1)
  if now < earliest then return nil, math.ceil(earliest - now) end
  return start + spacing, 0
end
local function arrival(key) return tonumber(redis.call('GET', key) or '0') end
local function arrive(key, next_at, now)
  redis.call('SET', key, string.format('%.17g', next_at), 'PX', whole(math.max(1, math.ceil(next_at - now))))
end
`;

/**
 * The epoch of a room: the partition's, and the room's own life. A room that nobody wrote to for a life's length loses
 * its counter and begins again at offset 1; because lives are numbered by the clock, it begins another epoch then, so
 * that an old position is never taken for a new one.
 */
export const LUA_EPOCH = `
local function partition_epoch(key, candidate)
  local epoch = redis.call('GET', key)
  if epoch then return epoch end
  redis.call('SET', key, candidate)
  return candidate
end
local function life_at(now, life_ms) return whole(math.floor(now / life_ms)) end
`;

/**
 * Tells whoever listens to a partition. The stream is trimmed by age, in whole nodes because that costs nothing. What
 * is in the way of it (another type, ids from the far future) is removed: the stream holds nothing that is not also
 * elsewhere, and readers notice.
 */
export const LUA_ANNOUNCE = `
local function announce(key, now, live_ms, ...)
  local oldest = whole(math.max(0, now - live_ms))
  local reply = redis.pcall('XADD', key, 'MINID', '~', oldest, '*', ...)
  if type(reply) == 'table' and reply.err then
    redis.call('DEL', key)
    reply = redis.call('XADD', key, '*', ...)
  end
  return reply
end
`;

/**
 * Finds the first entry of a room's stream that is young enough. Entries are dense and their ids are '<offset>-<at>',
 * so this is a search by halves: about log2 of the entries kept, and one look when nothing is too old. Gives the first
 * young offset and the first of all; nothing when there is no entry, and one past the newest when all are too old.
 */
export const LUA_FLOOR = `
local function parts(id)
  local offset, at = string.match(id, '^(%d+)-(%d+)$')
  return tonumber(offset), tonumber(at)
end
local function entry_from(key, offset)
  local entry = redis.call('XRANGE', key, whole(offset) .. '-0', '+', 'COUNT', 1)[1]
  if entry then return parts(entry[1]) end
end
local function first_young(key, oldest, newest)
  local low, at = entry_from(key, 0)
  if not low or at >= oldest then return low, low end
  local lowest = low
  local high = newest + 1
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    local offset, middle_at = entry_from(key, middle)
    if not offset or middle_at >= oldest then high = middle else low = middle end
  end
  return high, lowest
end
`;

/**
 * Who is muted in a room: visitor to the time when it ends. What is in the way is removed, as of every key. The sweep of
 * a full list costs its length, but only whoever mutes pays it.
 */
export const LUA_MUTES = `
local function mute_left(key, visitor, now)
  local ends = redis.pcall('HGET', key, visitor)
  if type(ends) ~= 'string' then return 0 end
  return math.max(0, tonumber(ends) - now)
end
local function mute(key, visitor, at, ms, most)
  local reply = redis.pcall('HDEL', key, visitor)
  if type(reply) == 'table' and reply.err then redis.call('DEL', key) end
  if ms == 0 then return end
  redis.call('HSET', key, visitor, whole(at + ms))
  local all = redis.call('HGETALL', key)
  local kept, soonest, last = 0, nil, at + ms
  for index = 1, #all, 2 do
    local ends = tonumber(all[index + 1])
    if ends <= at then redis.call('HDEL', key, all[index])
    else
      kept = kept + 1
      last = math.max(last, ends)
      if not soonest or ends < tonumber(soonest[2]) then soonest = {all[index], all[index + 1]} end
    end
  end
  if kept > most then redis.call('HDEL', key, soonest[1]) end
  redis.call('PEXPIREAT', key, whole(last))
end
`;

/** How far a partition's stream reached when something was told of one of its rooms. */
export interface LiveMark {
  /** The room's. */
  readonly epoch: string;
  readonly id: string;
}

/** The id of a partition's newest live entry; what is in the way of the stream counts as none. */
export const LUA_NEWEST = `
local function newest_id(key)
  local rows = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', 1)
  if rows.err or not rows[1] then return '' end
  return rows[1][1]
end
`;
