/** What is done in Redis with the copies of messages, each in one step. */

/**
 * Stores a message, unless it would be one too many.
 * KEYS: the set of outboxes, the messages of the own, the sign that it is there. ARGV: the own outbox, the id of the message, its text, the
 * most messages, how long they stay and how long the sign does, in milliseconds.
 */
export const STORE = `
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('SET', KEYS[3], '1', 'PX', ARGV[6])
local isNew = redis.call('HEXISTS', KEYS[2], ARGV[2]) == 0
if isNew and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[4]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return 1`;

/**
 * Moves messages of outboxes that no process has to the own one, and returns them: id, text, id, text …
 * KEYS: the set of outboxes, the messages of the own. ARGV: what the keys of the others begin with, the own outbox, the most outboxes to look at, the
 * most messages, and how long they stay in milliseconds.
 */
export const ADOPT = `
local adopted = {}
for _, other in ipairs(redis.call('SRANDMEMBER', KEYS[1], ARGV[3])) do
  local most = tonumber(ARGV[4]) - #adopted / 2
  if most > 0 and other ~= ARGV[2] and redis.call('EXISTS', ARGV[1] .. 'there:' .. other) == 0 then
    local left = ARGV[1] .. 'messages:' .. other
    local messages = redis.call('HRANDFIELD', left, most, 'WITHVALUES')
    for i = 1, #messages, 2 do
      redis.call('HSET', KEYS[2], messages[i], messages[i + 1])
      redis.call('HDEL', left, messages[i])
      adopted[#adopted + 1] = messages[i]
      adopted[#adopted + 1] = messages[i + 1]
    end
    if redis.call('EXISTS', left) == 0 then redis.call('SREM', KEYS[1], other) end
  end
end
if #adopted > 0 then
  redis.call('SADD', KEYS[1], ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[5])
end
return adopted`;
