"""What a switch answers, to the letter: as recorded on a FreeSWITCH."""

from tests.contract.placed import NOBODY, REFUSED

USAGE = (
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]\n"
)

UPTIME = "[us|ms|s|m|h|d|microseconds|milliseconds|seconds|minutes|hours|days]"
FSCTL = (
    "[api_expansion [on|off]|recover|send_sighup|hupall|pause [inbound|outbound]|resume "
    "[inbound|outbound]|shutdown [cancel|elegant|asap|now|restart]|uuid_version [4|7]|sps|"
    "sps_peak_reset|sync_clock|sync_clock_when_idle|reclaim_mem|max_sessions|min_dtmf_duration "
    "[num]|max_dtmf_duration [num]|default_dtmf_duration [num]|min_idle_cpu|loglevel [level]|"
    "debug_level [level]|mdns_resolve [enable|disable]]"
)
SHOW = (
    "codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like "
    "<match string>]|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|"
    "chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status"
)
RECORD = "<uuid> [start|stop|mask|unmask] <path> [<limit>] [<recording_vars>]"
AUDIO = "<uuid> [start [read|write] [mute|level <level>]|stop]"

API_REPLIES = [
    ("nosuch", "-ERR nosuch Command not found!\n"),
    ("originate", USAGE),
    ("originate foo", USAGE),
    ("originate nope/1 &park", "-ERR CHAN_NOT_IMPLEMENTED\n"),
    ("originate sofia/nope/1@127.0.0.1,sofia/gateway/nope/1 &park", "-ERR INVALID_GATEWAY\n"),
    ("originate user/nobody &park", "-ERR SUBSCRIBER_ABSENT\n"),
    ("uuid_setvar_multi", "-USAGE: <uuid> <var>=<value>;<var>=<value>...\n"),
    ("uuid_flush_dtmf", "-ERR No such session\n"),
    ("strepoch nosuch", "0"),
    ("originate sofia/gateway/nope/1 &park", "-ERR INVALID_GATEWAY\n"),
    ("originate sofia/nope/1@127.0.0.1 &park", "-ERR INVALID_PROFILE\n"),
    ("originate {bad sofia/external/1@127.0.0.1 &park", REFUSED),
    (r"originate {a=b}\s{c=d}sofia/gateway/carrier/1 &park", "-ERR CHAN_NOT_IMPLEMENTED\n"),
    ("uuid_kill", "-USAGE: <uuid> [cause]\n"),
    (f"uuid_kill {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_bridge {NOBODY} {NOBODY}", "-ERR Invalid uuid\n"),
    (f"uuid_bridge {NOBODY}", "-USAGE: <uuid> <other_uuid>\n"),
    (f"uuid_transfer {NOBODY} park inline", "-ERR No such channel!\n"),
    (
        f"uuid_transfer {NOBODY}",
        "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n",
    ),
    (f"uuid_broadcast {NOBODY} x.wav", "-ERR invalid uuid\n"),
    (f"uuid_broadcast {NOBODY}", "-USAGE: <uuid> <path> [aleg|bleg|holdb|both]\n"),
    (f"uuid_getvar {NOBODY} foo", "-ERR No such channel!\n"),
    (f"uuid_setvar {NOBODY} foo bar", "-ERR No such channel!\n"),
    (f"uuid_dump {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_break {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_recv_dtmf {NOBODY} 1", "-ERR Cannot locate session!\n"),
    (f"uuid_exists {NOBODY}", "false"),
    (f"sched_hangup +5 {NOBODY}", "-ERR No such channel!\n"),
    ("global_getvar nosuch", "-ERR no reply\n"),
    ("module_exists mod_sofia", "true"),
    ("module_exists mod_amd", "false"),
    ("reloadxml", "+OK [Success]\n"),
    ("MODULE_EXISTS mod_sofia", "true"),
    (" status", "-ERR  Command not found!\n"),
    ("", "-ERR  Command not found!\n"),
    ("echo a  b ", "a  b"),
    ("eval a", "a"),
    ("eval", "-ERR no reply\n"),
    ("eval a\\$b", "a\\$b"),
    ("eval a$$b ${nosuch}.", "a$b ."),
    ("eval \\\\ \\${hostname} ${echo(x)}", "\\ ${hostname} x"),
    ("eval ${echo(a ${module_exists(mod_sofia)} b)}", "a true b"),
    ("eval ${module_exists mod_amd}", "false"),
    ("eval ${echo abcdef", "abcdef"),
    (f"eval uuid:{NOBODY} x", "x"),
    ("expand", "-ERR No input\n"),
    ("expand echo ${echo(x)}", "x"),
    ("expand nosuch x", "INVALID COMMAND!\n-ERR Cannot execute command\n"),
    ("global_setvar", "-USAGE: <var>=<value> [=<value2>]\n"),
    ("json", "-ERR No JSON supplied.\n"),
    ("json {", "-ERR Parse error.\n"),
    (
        'json {"command":"nosuch","data":""}',
        '{"command":"nosuch","data":"","status":"error",'
        '"message":"Invalid request or non-existant command","response":null}\n',
    ),
    (
        'json {"command":"fsapi","data":{"cmd":"echo","arg":"a"}}',
        '{"command":"fsapi","data":{"cmd":"echo","arg":"a"},"status":"success",'
        '"response":{"message":"a"}}\n',
    ),
    ("reload", "-USAGE: [-f] <mod_name>\n"),
    (
        "reload mod_nosuch",
        "+OK Reloading XML\n-ERR unloading module [No such module!]\n"
        "-ERR loading module [module load file routine returned an error]\n",
    ),
    ("uptime x", f"-USAGE: {UPTIME}\n"),
    ("uptime d", "0\n"),
    ("fsctl", f"-USAGE: {FSCTL}\n"),
    ("fsctl nosuch", f"-ERR Invalid command\nUSAGE: fsctl {FSCTL}\n"),
    ("fsctl pause_check", "false"),
    ("fsctl ready_check", "true"),
    ("fsctl shutdown_check", "false"),
    ("fsctl loglevel foo", "-ERR syntax error, log level not set!\n"),
    ("hupall NO_ANSWER a b", "+OK hangup all channels matching [a]=[b] with cause: NO_ANSWER\n"),
    (
        "hupall 19 a b c d",
        "+OK hangup all channels matching [a]=[b]... with cause: NO_ANSWER\n",
    ),
    ("show", f"-USAGE: {SHOW}\n"),
    ("show nosuch", f"-USAGE: {SHOW}\n"),
    ("show channels as nosuch", "-ERR Cannot find format nosuch\n"),
    ("show channels like nosuch", "\n0 total.\n"),
    ("show channels like nosuch as json", '{"row_count": 0}\n'),
    ("show channels like nosuch as xml", '<result row_count="0"/>\n'),
    ("show registrations", "\n0 total.\n"),
    ("show registrations count as json", '{"row_count":0,"rows":[]}'),
    ("show registrations count as xml", '<result row_count="0"></result>\n'),
    ("sched_hangup", "-USAGE: [+]<time> <uuid> [<cause>]\n"),
    ("sched_hangup +5", "-ERR No such channel!\n"),
    ("uuid_hold", "-USAGE: [off|toggle] <uuid> [<display>]\n-ERR Operation failed\n"),
    (f"uuid_hold {NOBODY}", "+OK Success\n"),
    (f"uuid_hold off {NOBODY}", "+OK Success\n"),
    (f"uuid_display {NOBODY}", "-USAGE: <uuid> <display>\n"),
    (f"uuid_display {NOBODY} x", "-ERR Operation failed\n"),
    (f"uuid_park {NOBODY}", "-ERR No such channel!\n"),
    (f"uuid_record {NOBODY} start", f"-USAGE: {RECORD}\n"),
    (f"uuid_record {NOBODY} start /x", "-ERR Cannot locate session!\n"),
    (f"uuid_audio {NOBODY}", f"-USAGE: {AUDIO}\n"),
    (f"uuid_audio {NOBODY} stop", "-ERR No such channel!\n"),
    (f"uuid_displace {NOBODY} start x", "-ERR Cannot locate session!\n"),
    (f"uuid_send_dtmf {NOBODY} 1", "-ERR Cannot locate session!\n"),
    (f"uuid_exists  {NOBODY}", "false"),
    ("sofia nosuch", "Unknown Command [nosuch]\n"),
    ("sofia status gateway nosuch", "Invalid Gateway!\n"),
    ("sofia status profile nosuch", "Invalid Profile!\n"),
    ("sofia status nosuch x", "Invalid Syntax!\n"),
]
COMMAND_REPLIES = [
    ("foo", "-ERR command not found"),
    ("api", "-ERR command not found"),
    ("bgapi", "-ERR command not found"),
    ("event", "-ERR no keywords supplied"),
    ("event plain NOSUCH", "-ERR no keywords supplied"),
    ("event plain CHANNEL_ANSWER NOSUCH", "+OK event listener enabled plain"),
    ("event bogusformat CHANNEL_ANSWER", "+OK event listener enabled plain"),
    ("event json CHANNEL_ANSWER", "+OK event listener enabled json"),
    ("event plain CUSTOM dialer::test", "+OK event listener enabled plain"),
    ("event CHANNEL_HANGUP", "+OK event listener enabled plain"),
    ("nixevent NOSUCH", "-ERR no keywords supplied"),
    ("nixevent CHANNEL_ANSWER", "+OK events nixed"),
    ("noevents", "-ERR not listening for events"),
    ("filter", "-ERR command not found"),
    ("filter Event-Name", "-ERR invalid syntax"),
    ("filter Event-Name HEARTBEAT", "+OK filter added. [Event-Name]=[HEARTBEAT]"),
    ("filter delete Event-Name HEARTBEAT", "+OK filter deleted. [Event-Name][HEARTBEAT]"),
    ("filter delete all", "+OK filter deleted. [all][]"),
    ("sendmsg", "-ERR invalid session id []"),
    (f"sendmsg {NOBODY}", f"-ERR invalid session id [{NOBODY}]"),
    ("linger", "-ERR not controlling a session"),
    ("connect", "-ERR command not found"),
    ("auth again", "-ERR command not found"),
    ("FILTER Event-Name HEARTBEAT", "+OK filter added. [Event-Name]=[HEARTBEAT]"),
    ("filter add Event-Name HEARTBEAT", "+OK filter added. [Event-Name]=[HEARTBEAT]"),
    ("filter  a  b", "+OK filter added. [a]=[ b]"),
    ("filter add X", "+OK filter added. [X]=[(null)]"),
    ("filter delete", "-ERR invalid syntax"),
    ("filter delete X", "+OK filter deleted. [X][]"),
    ("filter delete all x", "+OK filter deleted. [all][x]"),
    ("event xml CHANNEL_ANSWER", "+OK event listener enabled xml"),
    ("EVENTS JSON channel_answer", "+OK event listener enabled json"),
    ("event  json CHANNEL_ANSWER", "+OK event listener enabled plain"),
    ("event plain CHANNEL_ANSWER,CHANNEL_PARK", "-ERR no keywords supplied"),
    ("event plain SWITCH_EVENT_CHANNEL_ANSWER", "+OK event listener enabled plain"),
    ("event json", "-ERR no keywords supplied"),
    ("nixevent ALL", "+OK events nixed"),
    ("myevents", "-ERR command not found"),
    (f"myevents {NOBODY}", "+OK Events Enabled"),
    (f"SENDMSG  {NOBODY}", f"-ERR invalid session id [{NOBODY}]"),
    ("log 7", "+OK log level 7 [7]"),
    ("log warning x", "+OK log level warning [4]"),
    ("log nosuch", "-ERR invalid log level"),
    ("log 64", "-ERR invalid log level"),
    ("nolog", "-ERR not loging"),
    ("linger", "-ERR not controlling a session"),
    ("divert_events on", "-ERR not controlling a session."),
    ("EXITnow", "+OK bye"),
    ("...", "+OK bye"),
]
