-- Looks at users who are due: some of them, so that no step takes long.
-- KEYS: due:{SHARD}, hiding:{SHARD}; and active:{SHARD}:USER, frozen:{SHARD}:USER of those who are found there, in the
--       same slot
-- ARGV: now, threshold, claim, keep, how many at most, the beginning of their keys active: and frozen:
-- Answer: how many were due, then a list of what has to be told (see settle), then those of `hiding` whom the other sees
--         as gone from now on: to be told, then to be taken out of it
local users = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, tonumber(ARGV[5]))
local told = {}
for _, user in ipairs(users) do
  local change = settle(KEYS[1], ARGV[6] .. user, user, nil, true)
  if change then told[#told + 1] = change end
end
local hidden = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, tonumber(ARGV[5]))
for _, pair in ipairs(hidden) do
  local at = string.find(pair, ':', 1, true)
  local frozen, other = ARGV[7] .. string.sub(pair, 1, at - 1), string.sub(pair, at + 1)
  local last = redis.call('HGET', frozen, other)
  if last and string.sub(last, 1, 1) == '~' then
    redis.call('HSET', frozen, other, string.sub(last, 2))
  end
end
return {#users, told, hidden}
