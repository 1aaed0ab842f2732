/**
 * Adds samples to a stream whose ids are their times, and beside it what the stream does not take: what is not after its
 * last, unless the stream has just that already.
 *
 * Keys: the stream, the sorted set of what is late. Arguments: after how many milliseconds both go when nothing more
 * comes, then of each sample: its time, its value, its largest ('' where it has none). "0-0" is no id, so ids end in 1.
 */
export const ADD_SAMPLES = `
for at = 2, #ARGV, 3 do
  local time, value, most = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local id = time .. '-1'
  local added = redis.pcall('XADD', KEYS[1], id, 'v', value, 'm', most)
  if type(added) == 'table' and added.err then
    if not string.find(added.err, 'equal or smaller', 1, true) then return added end
    redis.call('ZREMRANGEBYSCORE', KEYS[2], time, time)
    local there = redis.call('XRANGE', KEYS[1], id, id)[1]
    if not there or there[2][2] ~= value or there[2][4] ~= most then
      redis.call('ZADD', KEYS[2], time, time .. ' ' .. value .. ' ' .. most)
    end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1
`;
