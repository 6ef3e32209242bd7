-- The command `dialer` at the prompt: asks the dialer and prints what it answers (docs/engineer.md).
-- The question is an event CUSTOM dialer::question, the answer one of CUSTOM dialer::answer with the
-- same Dialer-Question, its text percent-encoded in Dialer-Text.

local PATIENCE_MS = 2000
local SILENCE = "the dialer does not answer: is it running, and connected to this switch? "
  .. "('esl-dialer doctor' on its machine says more)\n"

local function decoded(text)
  return (text:gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local function now_ms()
  return tonumber(freeswitch.API():execute("strmicroepoch", "")) / 1000
end

local question = freeswitch.API():executeString("create_uuid")
local answers = freeswitch.EventConsumer("CUSTOM", "dialer::answer")
local event = freeswitch.Event("CUSTOM", "dialer::question")
event:addHeader("Dialer-Question", question)
event:addHeader("Dialer-Text", argv[1] and table.concat(argv, " ") or "help")
event:fire()

local told, deadline = SILENCE, now_ms() + PATIENCE_MS
local left = PATIENCE_MS
while left > 0 do
  local answer = answers:pop(1, math.ceil(left))
  if answer and answer:getHeader("Dialer-Question") == question then
    told = decoded(answer:getHeader("Dialer-Text") or "") .. "\n"
    break
  end
  left = deadline - now_ms()
end
answers:cleanup()
stream:write(told)
