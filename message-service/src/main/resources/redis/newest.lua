-- The newest cached entry of a chat.
-- KEYS[1] recent:{chat_id}, as in advance.lua
-- Answers the entry, or nothing.
local last = redis.call('HGET', KEYS[1], 'last')
return last and redis.call('HGET', KEYS[1], last)
