-- What users said of themselves, after Redis forgot it. Nothing is told: nodes ask for everything anyway. Of who is
-- invisible no last active time is known any more from before he was.
-- KEYS: due:{SHARD}, then active:{SHARD}:USER of each
-- ARGV: now, threshold, claim, keep, then for each: user, version, kind, text, end, whether invisible (see status)
-- Answer: an empty list
for i = 2, #KEYS do
  local from = 4 + (i - 2) * 6
  if say(KEYS[i], ARGV[from + 2], ARGV[from + 3], ARGV[from + 4], ARGV[from + 5]) then
    redis.call('HDEL', KEYS[i], 'f', 'h', 'b')
    if ARGV[from + 6] == '1' then redis.call('HSET', KEYS[i], 'f', '0') end
    settle(KEYS[1], KEYS[i], ARGV[from + 1])
  end
end
return {}
