-- Devices gave signs of life.
-- KEYS: due:{SHARD}, then active:{SHARD}:USER of each sign
-- ARGV: now, threshold, claim, keep, then for each sign: user, device (SID/NODE), when
-- Answer: a list of what has to be told (see settle)
local told = {}
for i = 2, #KEYS do
  local from = 4 + (i - 2) * 3
  local user, device, at = ARGV[from + 1], 'd:' .. ARGV[from + 2], tonumber(ARGV[from + 3])
  seen(KEYS[i], at)
  local before = redis.call('HGET', KEYS[i], device)
  if not before or tonumber(before) < at then
    redis.call('HSET', KEYS[i], device, at)
  end
  local change = settle(KEYS[1], KEYS[i], user)
  if change then told[#told + 1] = change end
end
return told
