-- Looks at users who are due: some of them, so that no step takes long.
-- KEYS: due:{SHARD}; and active:{SHARD}:USER of those who are found there, in the same slot
-- ARGV: now, threshold, claim, keep, how many at most, the beginning of their keys
-- Answer: how many were due, then a list of what has to be told (see settle)
local users = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, tonumber(ARGV[5]))
local told = {}
for _, user in ipairs(users) do
  local change = settle(KEYS[1], ARGV[6] .. user, user)
  if change then told[#told + 1] = change end
end
return {#users, told}
