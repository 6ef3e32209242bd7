"""What a switch answers, to the letter: as recorded on a FreeSWITCH."""

from tests.contract.placed import NOBODY, REFUSED

USAGE = (
    "-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] "
    "[<cid_name>] [<cid_num>] [<timeout_sec>]\n"
)

API_REPLIES = [
    ("nosuch", "-ERR nosuch Command not found!\n"),
    ("originate", USAGE),
    ("originate foo", USAGE),
    ("originate nope/1 &park", "-ERR CHAN_NOT_IMPLEMENTED\n"),
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
]
