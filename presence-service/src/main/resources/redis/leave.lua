-- The last socket of a device at a node closed in good order. Where no device is left, the user is kept active for a
-- moment, longer for somebody who comes and goes: the sweep ends it. A request of the device that came later counts.
-- KEYS: due:{SHARD}, active:{SHARD}:USER
-- ARGV: now, threshold, claim, keep, user, sid, node, when, grace, leaves that are free, longest grace, and the time
--       over which leaves are counted
-- Answer: a list of what has to be told (see settle)
local key, user, sid, at = KEYS[2], ARGV[5], ARGV[6], tonumber(ARGV[8])
local closed = redis.call('HDEL', key, 'd:' .. sid .. '/' .. ARGV[7])
local asked = redis.call('HGET', key, 'd:' .. sid .. '/')
if asked and tonumber(asked) <= at then
  closed = closed + redis.call('HDEL', key, 'd:' .. sid .. '/')
end
if closed == 0 then
  return {}
end
seen(key, at)
local left = true
for _, name in ipairs(redis.call('HKEYS', key)) do
  if string.sub(name, 1, 2) == 'd:' and tonumber(redis.call('HGET', key, name)) + threshold > now then
    left = false
  end
end
if left and redis.call('HGET', key, 'a') == '1' then
  redis.call('HSET', key, 'k', graced(key, 9, true))
end
local change = settle(KEYS[1], key, user)
return change and {change} or {}
