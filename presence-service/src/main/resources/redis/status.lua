-- What a user says of himself from now on. One that is not newer than what is there changes nothing. Who becomes
-- invisible while he is active seems to leave at this moment: it is not told now, the sweep tells it after the same grace.
-- KEYS: due:{SHARD}, active:{SHARD}:USER
-- ARGV: now, threshold, claim, keep, user, version, kind (empty: available without a text), text, end (0: none), whether
--       invisible (1), grace, leaves that are free, longest grace, and the time over which leaves are counted
-- Answer: a list of what has to be told (see settle)
local key, user = KEYS[2], ARGV[5]
local is = redis.call('HMGET', key, 'a', 'l', 'k', 'f', 's', 'u', 'x')
if not say(key, ARGV[6], ARGV[7], ARGV[8], ARGV[9]) then
  return {}
end
local changed = 'status'
if ARGV[10] ~= '1' then
  redis.call('HDEL', key, 'f', 'h', 'b')
elseif not is[4] then
  if is[1] == '1' then
    local ends = is[3] or graced(key, 11, true)
    redis.call('HSET', key, 'f', is[3] and is[2] or now, 'h', ends,
      'b', (is[5] or 'AVAILABLE') .. '\n' .. (is[6] or '0') .. '\n' .. (is[7] or ''))
    changed = nil
  else
    redis.call('HSET', key, 'f', is[2] or '0')
  end
elseif redis.call('HEXISTS', key, 'h') == 1 then
  changed = nil
end
local change = settle(KEYS[1], key, user, changed)
return change and {change} or {}
