-- Between this user and another there is a block from now on: to the other he seems to leave at this moment, and the last
-- active time stays. Where he is active the other sees him so for the same grace; the sweep ends it.
-- KEYS: active:{SHARD}:USER, frozen:{SHARD}:USER, hiding:{SHARD}
-- ARGV: now, threshold, claim, keep, user, the other, grace, leaves that are free, longest grace, and the time over which
--       leaves are counted
-- Answer: an empty list
local key, frozen, other = KEYS[1], KEYS[2], ARGV[6]
if redis.call('HEXISTS', frozen, other) == 1 then
  return {}
end
local is = redis.call('HMGET', key, 'a', 'l', 'k', 'f', 'h')
local last, ends
if is[4] then
  last, ends = is[4], is[5]
elseif is[1] ~= '1' then
  last = is[2] or '0'
elseif is[3] then
  last, ends = is[2], is[3]
else
  last, ends = ARGV[1], graced(key, 7, false)
end
redis.call('HSET', frozen, other, (ends and '~' or '') .. last)
redis.call('PEXPIRE', frozen, keep)
if ends then
  redis.call('ZADD', KEYS[3], ends, ARGV[5] .. ':' .. other)
end
return {}
