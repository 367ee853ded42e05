-- Comes before every step that changes a user's activity.
--
-- active:{SHARD}:USER is a hash:
--   d:SID/NODE  when the device last gave a sign by a socket of that node; d:SID/ by a request
--   a           1 while the user was last told to be active
--   l           last active time
--   k           kept active until then, since the last device left in good order
--   w, n        leaves since then: somebody who comes and goes is kept longer
--   s, x, u, sv status: kind, text, end, version
--   f           last active time that is shown while invisible
--   h, b        invisible, but others still see who seems to leave: until then, active, last at f, with status b (kind,
--               end and text in lines), as if a device had left when it began
--   v           version: rises with each change that is told
--   c, p        the change that has still to be told; until when somebody is at it
-- frozen:{SHARD}:USER is a hash: for each other between whom and this user there is a block, the last active time that he
-- is shown; with ~ before it while the user seems to leave. hiding:{SHARD} is a sorted set of USER:OTHER by the time at
-- which that ends.
-- due:{SHARD} is a sorted set of users by the time at which somebody has to look at them: of one whose devices go on
-- giving signs it moves on with each, so a sweep never meets him.
-- Times are milliseconds since 1970.

local now = tonumber(ARGV[1])
local threshold = tonumber(ARGV[2])
local claim = tonumber(ARGV[3])
local keep = tonumber(ARGV[4])

-- Makes the hash say what is so at `now`. Answers nil, or what has to be told by the caller and by nobody else until
-- the claim ends: {user, version, change, a, l, s, x, u, sv, f, h, b}. Only where it judges is somebody taken for gone:
-- the sweep does, which knows that no sign is still on its way; others leave who is silent to it, due at once.
local function settle(due, key, user, changed, judges)
  local all = redis.call('HGETALL', key)
  local is, newest, silent = {}, 0, {}
  for i = 1, #all, 2 do
    if string.sub(all[i], 1, 2) == 'd:' then
      local at = tonumber(all[i + 1])
      if at + threshold <= now then
        silent[#silent + 1] = all[i]
      elseif at > newest then
        newest = at
      end
    else
      is[all[i]] = all[i + 1]
    end
  end
  local kept = tonumber(is.k or '0')
  if is.k and (newest > 0 or (judges and kept <= now)) then
    redis.call('HDEL', key, 'k')
    kept = 0
  end
  if is.u and tonumber(is.u) <= now then
    redis.call('HDEL', key, 's', 'x', 'u', 'f', 'h', 'b')
    is.s, is.x, is.u, is.f, is.h, is.b = nil, nil, nil, nil, nil, nil
    changed = 'status'
  end
  local active = (newest > 0 or kept > 0) and '1' or '0'
  local doubted = active == '0' and is.a == '1' and not judges
  if doubted then
    active = '1'
  else
    for _, name in ipairs(silent) do redis.call('HDEL', key, name) end
  end
  if is.h and (active == '0' or (judges and tonumber(is.h) <= now)) then
    redis.call('HDEL', key, 'h', 'b')
    is.h, is.b = nil, nil
    changed = 'status'
  end
  if active ~= (is.a or '0') then
    redis.call('HSET', key, 'a', active)
    is.a = active
    changed = active == '1' and 'active' or 'inactive'
  end
  local claimed = tonumber(is.p or '0')
  if changed then
    local clock = redis.call('TIME')
    is.v = math.max(tonumber(is.v or '0') + 1, now, clock[1] * 1000 + math.floor(clock[2] / 1000))
    claimed = now + claim
    redis.call('HSET', key, 'v', is.v, 'c', changed, 'p', claimed)
  elseif is.c and claimed <= now then
    changed = is.c
    claimed = now + claim
    redis.call('HSET', key, 'p', claimed)
  end
  local look = math.huge
  if doubted then look = now end
  if newest > 0 then look = newest + threshold end
  if kept > 0 then look = math.min(look, kept) end
  if is.h then look = math.min(look, tonumber(is.h)) end
  if is.u then look = math.min(look, tonumber(is.u)) end
  if claimed > now and (changed or is.c) then look = math.min(look, claimed) end
  if look < math.huge then
    redis.call('ZADD', due, look, user)
  else
    redis.call('ZREM', due, user)
  end
  redis.call('PEXPIRE', key, keep)
  if not changed then return nil end
  return {user, string.format('%.0f', tonumber(is.v)), changed, is.a or '0', is.l or '0', is.s or '', is.x or '',
    is.u or '0', is.sv or '0', is.f or '0', is.h or '', is.b or ''}
end

-- Raises the last active time.
local function seen(key, at)
  local last = redis.call('HGET', key, 'l')
  if not last or tonumber(last) < at then
    redis.call('HSET', key, 'l', at)
  end
end

-- Until when somebody is shown as active who leaves at `now`: longer for who comes and goes. At `from` in ARGV: grace,
-- leaves that are free, longest grace, and the time over which leaves are counted.
local function graced(key, from, counts)
  local counted = redis.call('HMGET', key, 'w', 'n')
  local since, leaves = tonumber(counted[1] or '0'), tonumber(counted[2] or '0')
  if since + tonumber(ARGV[from + 3]) <= now then
    since, leaves = now, 0
  end
  leaves = leaves + 1
  if counts then redis.call('HSET', key, 'w', since, 'n', leaves) end
  local grace = tonumber(ARGV[from]) * 2 ^ math.max(0, leaves - tonumber(ARGV[from + 1]))
  return now + math.min(grace, tonumber(ARGV[from + 2]))
end

-- Writes a status. Answers whether it is newer than what is there.
local function say(key, version, kind, text, ends)
  local before = redis.call('HGET', key, 'sv')
  if before and tonumber(before) >= tonumber(version) then return false end
  redis.call('HSET', key, 'sv', version)
  redis.call('HDEL', key, 's', 'x', 'u')
  if kind ~= '' then
    redis.call('HSET', key, 's', kind, 'x', text)
    if ends ~= '0' then redis.call('HSET', key, 'u', ends) end
  end
  return true
end
