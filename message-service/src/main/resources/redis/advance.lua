-- Moves the cached head of a chat, and its newest entries, by one entry.
-- KEYS[1] head:{chat_id}    the highest seq that was numbered
-- KEYS[2] recent:{chat_id}  hash: last = the newest cached seq, and seq -> entry for up to ARGV[3] entries
-- ARGV[1] seq  ARGV[2] the entry  ARGV[3] entries to keep  ARGV[4] life of both keys in milliseconds
-- Without an entry (one that changes an earlier one) nothing of the chat is kept but the head.
-- Applies exactly last + 1, ignores what is not newer, and drops the entries on a gap.
local seq = tonumber(ARGV[1])
if seq > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[4])
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[2])
  return 1
end
local last = redis.call('HGET', KEYS[2], 'last')
if (last and seq == tonumber(last) + 1) or (not last and seq == 1) then
  redis.call('HSET', KEYS[2], 'last', ARGV[1], ARGV[1], ARGV[2])
  redis.call('HDEL', KEYS[2], tostring(seq - tonumber(ARGV[3])))
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
elseif last and seq > tonumber(last) + 1 then
  redis.call('DEL', KEYS[2])
end
return 1
