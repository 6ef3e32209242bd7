-- The rehearsal carrier's choices: docs/carrier.md, and the same figures as the simulated switch's.
--
--   lua rehearsal.lua arrive                    choose the row of the call that has come in
--   lua rehearsal.lua wait PURPOSE BASE SPREAD  wait as long as this number and dial always do
--   lua rehearsal.lua choice NUMBER NTH ROLE    (from the prompt) say the row and the waits
--
-- A call says how often its number was dialed in the header X-Dialer-Nth (none: once) and which
-- leg it is in X-Dialer-Role (none: the contact's).

local FICTIONAL = "^%d%d%d55501(%d%d)$"

-- Lua 5.2 has the library, 5.3 and later the operators.
local bits = bit32 or load([[return {
  bxor = function(a, b) return a ~ b end,
  band = function(a, b) return a & b end,
  rshift = function(a, n) return a >> n end,
}]])()

local function crc32(text)
  local crc = 0xFFFFFFFF
  for i = 1, #text do
    crc = bits.bxor(crc, text:byte(i))
    for _ = 1, 8 do
      local low = bits.band(crc, 1)
      crc = bits.rshift(crc, 1)
      if low == 1 then crc = bits.bxor(crc, 0xEDB88320) end
    end
  end
  return bits.bxor(crc, 0xFFFFFFFF)
end

local function stable(purpose, number, nth)
  return crc32(purpose .. ":" .. number .. ":" .. nth)
end

local function national(number)
  local digits = number:gsub("%D", "")
  return digits:match("^1(%d%d%d%d%d%d%d%d%d%d)$") or digits
end

-- The extension of the context `rehearsal` that the call goes on with.
local function row(number, nth, role)
  local pair = number:match(FICTIONAL)
  if role == "transfer" then return "transfer_" .. (pair or "any") end
  return "contact_" .. (pair or ("%02d"):format(stable("row", number, nth) % 100))
end

local function arrive()
  local number = national(session:getVariable("destination_number"))
  local nth = session:getVariable("sip_h_X-Dialer-Nth") or "1"
  session:setVariable("rehearsal_number", number)
  session:setVariable("rehearsal_nth", nth)
  session:transfer(row(number, nth, session:getVariable("sip_h_X-Dialer-Role")), "XML", "rehearsal")
end

local function wait(purpose, base, spread)
  local number = session:getVariable("rehearsal_number")
  local extra = stable(purpose, number, session:getVariable("rehearsal_nth")) % tonumber(spread)
  session:execute("sleep", ("%d"):format(tonumber(base) + extra))
end

local function choice(number, nth, role)
  local digits = national(number)
  stream:write(("%s %d %d"):format(
    row(digits, nth, role), stable("ring", digits, nth), stable("talk", digits, nth)))
end

local verbs = { arrive = arrive, wait = wait, choice = choice }
verbs[argv[1]](argv[2], argv[3], argv[4])
