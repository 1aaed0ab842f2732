/**
 * Adds rows behind the head that they were linked to, or nothing; answers with the head that there is then.
 *
 * Keys: the stream of rows, the head, the anchor, then the indexes. Arguments: the head's sequence and hash, the hash of an
 * empty chain, then of each row: sequence, id, kind, workload, body, previous hash, hash, and the places of its four
 * indexes among the keys.
 *
 * A stream that goes further than the head was written to by somebody else: the chain goes on behind it, since a stream
 * takes no smaller id, and `verify` tells of it. Numbers are compared as text of whole numbers below 2^53.
 */
export const ADD_ROWS = `
local head = redis.call('HMGET', KEYS[2], 'sequence', 'hash')
local sequence = tonumber(head[1] or '0')
local hash = head[2] or ARGV[3]
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then sequence = math.max(sequence, tonumber(string.match(last[1], '^%d+'))) end
local function text(number) return string.format('%.0f', number) end
if #ARGV == 3 or text(sequence) ~= ARGV[1] or hash ~= ARGV[2] then return { text(sequence), hash } end
for at = 4, #ARGV, 11 do
  redis.call('XADD', KEYS[1], ARGV[at] .. '-0', 'id', ARGV[at + 1], 'kind', ARGV[at + 2], 'workload', ARGV[at + 3],
    'body', ARGV[at + 4], 'previousHash', ARGV[at + 5], 'hash', ARGV[at + 6])
  for index = 7, 10 do
    redis.call('ZADD', KEYS[tonumber(ARGV[at + index])], 0, ARGV[at + 1])
  end
  sequence = tonumber(ARGV[at])
  hash = ARGV[at + 6]
end
redis.call('HSET', KEYS[2], 'sequence', text(sequence), 'hash', hash)
return { text(sequence), hash }
`;

/**
 * Forgets rows from the oldest on, and remembers the last of them as the anchor.
 *
 * Keys: as above. Arguments: the last row's sequence and hash, then of each row: id and the places of its four indexes.
 */
export const FORGET_ROWS = `
redis.call('HSET', KEYS[3], 'sequence', ARGV[1], 'hash', ARGV[2])
redis.call('XTRIM', KEYS[1], 'MINID', '=', string.format('%.0f', tonumber(ARGV[1]) + 1) .. '-0')
for at = 3, #ARGV, 5 do
  for index = 1, 4 do
    redis.call('ZREM', KEYS[tonumber(ARGV[at + index])], ARGV[at])
  end
end
return 1
`;
