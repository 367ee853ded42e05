-- Puts entries read from the store into the cache, unless the cache is as new and as full already, or the
-- chat has gone further: what came since may have changed them.
-- KEYS[1] head:{chat_id}  KEYS[2] recent:{chat_id}, as in advance.lua
-- ARGV[1] the newest seq of the page  ARGV[2] life in milliseconds  ARGV[3...] seq, entry, seq, entry ...
local newest = tonumber(ARGV[1])
local head = tonumber(redis.call('GET', KEYS[1]) or '0')
if newest < head then
  return 0
end
if newest > head then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
local last = tonumber(redis.call('HGET', KEYS[2], 'last') or '-1')
if last < newest or (last == newest and redis.call('HLEN', KEYS[2]) - 1 < (#ARGV - 2) / 2) then
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[2], 'last', ARGV[1], unpack(ARGV, 3))
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return 1
