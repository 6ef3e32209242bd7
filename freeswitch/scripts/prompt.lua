-- Runs once when the switch starts: `dialer ...` at the prompt of fs_cli runs dialer.lua.
freeswitch.API():execute("alias", "stickyadd dialer lua dialer.lua")
