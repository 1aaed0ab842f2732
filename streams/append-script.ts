import { redisScript } from './redis-line.ts';
import { LUA_ANNOUNCE, LUA_CLOCK, LUA_EPOCH, LUA_FLOOR, LUA_GCRA, LUA_MUTES, LUA_NEWEST } from './script-parts.ts';

/** How many keys and how many arguments one message is; before its arguments stand those that all share. */
const ITEM_KEYS = 7;
const ITEM_ARGS = 4;
const FIRST_ARG = 3;

/**
 * Puts messages into their rooms: one round trip for those of one turn of the event loop, each message all or nothing.
 * Everything that may refuse one is asked before anything of it is written, and the room's stream is written before the
 * rest, because Redis does not take back what a script did. What all of them share, the time and the state of a room,
 * is read and written once.
 *
 * The room's stream has ids of our own, `<offset>-<at>`. So a range by offset is a range by id; the time of an entry is
 * read without its text; and MAXLEN and MINID still trim, by count and by the first offset that is young enough. These
 * ids cannot mislead a reader after a failover as Redis's own can: they are made from the counter, which fails over
 * together with the stream. An id that is in the way (the counter was lost, the stream was not) begins a new life of
 * the room, and so a new epoch.
 *
 * A seal is chat's sealEntry: the same bytes. Its time is Redis's, but never before the room's last one, whatever a
 * new primary's clock says.
 *
 * What is wrong with one message (a key of another type in its place) is its own answer. What is wrong with Redis (it is
 * full, it is a replica by now) stands in the way of the first write already, and is the answer to the command.
 */
export const APPEND_SCRIPT = redisScript(`
${LUA_CLOCK}${LUA_GCRA}${LUA_EPOCH}${LUA_ANNOUNCE}${LUA_FLOOR}${LUA_MUTES}${LUA_NEWEST}
local candidate, numbers = ARGV[1], ARGV[2]
local entries, retention_ms, said_ms, live_ms, life_ms, most_mutes = string.match(numbers, '^(%S+) (%S+) (%S+) (%S+) (%S+) (%S+)$')
retention_ms, live_ms, life_ms, most_mutes = tonumber(retention_ms), tonumber(live_ms), tonumber(life_ms), tonumber(most_mutes)
local now = clock()
local rooms, grown, epochs, wrote = {}, {}, {}, false

local function room_at(head_key, log_key)
  local room = rooms[head_key]
  if room then return room end
  local head = redis.call('HMGET', head_key, 'offset', 'life', 'at')
  room = {head = head_key, log = log_key, offset = tonumber(head[1] or '0'), at = tonumber(head[3] or '0')}
  room.life = head[2] or life_at(now, life_ms)
  room.orphaned = not head[1] and redis.call('EXISTS', log_key) == 1
  rooms[head_key] = room
  return room
end

local function begin_anew(room)
  redis.call('DEL', room.log)
  room.offset, room.orphaned = 0, false
  room.life = life_at(now, life_ms) .. 'x' .. string.sub(candidate, -6)
end

local function seal(room, body)
  local offset, at = whole(room.offset + 1), whole(math.max(now, room.at))
  local sealed = '{"offset":' .. offset .. ',"at":' .. at .. ',' .. string.sub(body, 2)
  local reply = redis.pcall('XADD', room.log, 'MAXLEN', '=', entries, offset .. '-' .. at, 'json', sealed)
  return type(reply) == 'table' and reply.err and reply or nil, sealed, offset, at
end

local function put(room, body)
  if room.orphaned then begin_anew(room) end
  local refused, sealed, offset, at = seal(room, body)
  if refused and (string.find(refused.err, 'WRONGTYPE') or string.find(refused.err, 'The ID specified in XADD')
    or string.find(refused.err, 'exhausted')) then
    begin_anew(room)
    refused, sealed, offset, at = seal(room, body)
  end
  if refused then error(refused) end
  room.offset, room.at = tonumber(offset), tonumber(at)
  if not room.grew then
    room.grew = true
    grown[#grown + 1] = room
  end
  return sealed, offset, at
end

local function append(key, arg)
  local epoch_key, live_key, log_key, head_key, said_key, mutes_key, pace_key = unpack(KEYS, key, key + 6)
  local room_id, body, visitor, manner = unpack(ARGV, arg, arg + 3)
  local only_look, silent, per_minute, burst, mute_ms, muted = string.match(manner, '^(%d) (%d) (%S+) (%S+) (%S+) (.*)$')
  local said = redis.call('GET', said_key)
  if said then
    if only_look == '0' then
      -- A write that changes nothing. WAIT promises to wait for the writes of its own connection; the first one may have
      -- been another's. (Redis 7 waits for everything before it all the same, but says so nowhere.)
      redis.call('PEXPIRE', said_key, redis.call('PTTL', said_key))
      wrote = true
    end
    local epoch, offset, at = string.match(said, '^(%w+):(%d+):(%d+)$')
    return {'duplicate', epoch, offset, at, newest_id(live_key)}
  end
  local muted_ms = silent == '1' and 0 or mute_left(mutes_key, visitor, now)
  if muted_ms > 0 then return {'muted', whole(muted_ms)} end
  if only_look == '1' then return {'unknown'} end
  local next_at, wait
  if per_minute ~= '0' then
    next_at, wait = gcra(tonumber(per_minute), tonumber(burst), arrival(pace_key), now)
    if not next_at then return {'refused', whole(wait)} end
  end

  local room = room_at(head_key, log_key)
  local partition = epochs[epoch_key] or partition_epoch(epoch_key, candidate)
  epochs[epoch_key] = partition
  local sealed, offset, at = put(room, body)
  wrote = true
  local epoch = partition .. 'w' .. room.life
  redis.call('SET', said_key, epoch .. ':' .. offset .. ':' .. at, 'PX', said_ms)
  if muted ~= '' then mute(mutes_key, muted, room.at, tonumber(mute_ms), most_mutes) end
  if next_at then arrive(pace_key, next_at, now) end
  local live_id = announce(live_key, now, live_ms, 'kind', 'entry', 'room', room_id, 'epoch', epoch, 'json', sealed)
  return {'appended', epoch, offset, at, live_id}
end

local answers = {}
for item = 1, #KEYS / ${ITEM_KEYS} do
  local done, answer = pcall(append, (item - 1) * ${ITEM_KEYS} + 1, (item - 1) * ${ITEM_ARGS} + ${FIRST_ARG})
  if not done then
    local message = type(answer) == 'table' and answer.err or tostring(answer)
    if not wrote and not string.find(message, 'WRONGTYPE') then return redis.error_reply(message) end
    answer = {'error', message}
  end
  answers[item] = answer
end
for _, room in ipairs(grown) do
  local first, oldest = first_young(room.log, now - retention_ms, room.offset)
  if first > oldest then redis.call('XTRIM', room.log, 'MINID', '=', whole(first) .. '-0') end
  redis.call('PEXPIRE', room.log, whole(retention_ms + 1000))
  redis.call('HSET', room.head, 'offset', whole(room.offset), 'life', room.life, 'at', whole(room.at))
  redis.call('PEXPIRE', room.head, whole(life_ms + retention_ms))
end
return answers
`);
