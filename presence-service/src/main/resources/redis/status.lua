-- What a user says of himself from now on. One that is not newer than what is there changes nothing.
-- KEYS: due:{SHARD}, active:{SHARD}:USER
-- ARGV: now, threshold, claim, keep, user, version, kind (empty: available without a text), text, end (0: none), whether
--       invisible (1)
-- Answer: a list of what has to be told (see settle)
local key, user = KEYS[2], ARGV[5]
local before = redis.call('HGET', key, 'sv')
if before and tonumber(before) >= tonumber(ARGV[6]) then
  return {}
end
redis.call('HSET', key, 'sv', ARGV[6])
redis.call('HDEL', key, 's', 'x', 'u')
if ARGV[7] ~= '' then
  redis.call('HSET', key, 's', ARGV[7], 'x', ARGV[8])
  if ARGV[9] ~= '0' then redis.call('HSET', key, 'u', ARGV[9]) end
end
if ARGV[10] == '1' then
  redis.call('HSETNX', key, 'f', redis.call('HGET', key, 'l') or '0')
else
  redis.call('HDEL', key, 'f')
end
local change = settle(KEYS[1], key, user, 'status')
return change and {change} or {}
