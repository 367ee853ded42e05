-- Changes were told: nobody has to do it again, unless there was a newer one meanwhile.
-- KEYS: due:{SHARD}, then active:{SHARD}:USER of each
-- ARGV: now, threshold, claim, keep, then for each: user, version
-- Answer: a list of what has to be told (see settle)
local told = {}
for i = 2, #KEYS do
  local user, version = ARGV[5 + (i - 2) * 2], ARGV[6 + (i - 2) * 2]
  if redis.call('HGET', KEYS[i], 'v') == version then
    redis.call('HDEL', KEYS[i], 'c', 'p')
  end
  local change = settle(KEYS[1], KEYS[i], user)
  if change then told[#told + 1] = change end
end
return told
