-- The last socket of a device at a node closed in good order. Where no device is left, the user is kept active for a
-- moment, longer for somebody who comes and goes: the sweep ends it.
-- KEYS: due:{SHARD}, active:{SHARD}:USER
-- ARGV: now, threshold, claim, keep, user, sid, node, when, grace, leaves that are free, longest grace, and the time
--       over which leaves are counted
-- Answer: a list of what has to be told (see settle)
local key, user, sid = KEYS[2], ARGV[5], ARGV[6]
if redis.call('HDEL', key, 'd:' .. sid .. '/' .. ARGV[7], 'd:' .. sid .. '/') == 0 then
  return {}
end
seen(key, tonumber(ARGV[8]))
local left = true
for _, name in ipairs(redis.call('HKEYS', key)) do
  if string.sub(name, 1, 2) == 'd:' and tonumber(redis.call('HGET', key, name)) + threshold > now then
    left = false
  end
end
if left and redis.call('HGET', key, 'a') == '1' then
  local counted = redis.call('HMGET', key, 'w', 'n')
  local since, leaves = tonumber(counted[1] or '0'), tonumber(counted[2] or '0')
  if since + tonumber(ARGV[12]) <= now then
    since, leaves = now, 0
  end
  leaves = leaves + 1
  local grace = tonumber(ARGV[9]) * 2 ^ math.max(0, leaves - tonumber(ARGV[10]))
  redis.call('HSET', key, 'w', since, 'n', leaves, 'k', now + math.min(grace, tonumber(ARGV[11])))
end
local change = settle(KEYS[1], key, user)
return change and {change} or {}
