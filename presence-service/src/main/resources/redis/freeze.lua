-- Between this user and another there is a block from now on: the other is shown the last active time that he could see
-- before, and it stays.
-- KEYS: active:{SHARD}:USER
-- ARGV: the other, keep
-- Answer: nothing
local times = redis.call('HMGET', KEYS[1], 'f', 'l')
redis.call('HSETNX', KEYS[1], 'f:' .. ARGV[1], times[1] or times[2] or '0')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
