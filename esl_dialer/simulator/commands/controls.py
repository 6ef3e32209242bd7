"""``fsctl``: the switch's own controls."""

from functools import partial

from esl_dialer.simulator.causes import NORMAL
from esl_dialer.simulator.commands.command import NOT_DONE, OK, Command, Run, usage
from esl_dialer.simulator.commands.ending import hang_up_all
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank
from esl_dialer.simulator.figures import atoi
from esl_dialer.simulator.socket.levels import LEVELS, level_of

SYNTAX = (
    "[api_expansion [on|off]|recover|send_sighup|hupall|pause [inbound|outbound]|resume "
    "[inbound|outbound]|shutdown [cancel|elegant|asap|now|restart]|uuid_version [4|7]|sps|"
    "sps_peak_reset|sync_clock|sync_clock_when_idle|reclaim_mem|max_sessions|min_dtmf_duration "
    "[num]|max_dtmf_duration [num]|default_dtmf_duration [num]|min_idle_cpu|loglevel [level]|"
    "debug_level [level]|mdns_resolve [enable|disable]]"
)
INVALID = f"-ERR Invalid command\nUSAGE: fsctl {SYNTAX}\n"
KNOWN = frozenset(
    {
        *("api_expansion", "calibrate_clock", "crash", "debug_level", "debug_pool", "debug_sql"),
        *("default_dtmf_duration", "flush_db_handles", "max_dtmf_duration", "mdns_resolve"),
        *("min_dtmf_duration", "min_idle_cpu", "reclaim_mem", "recover", "save_history"),
        *("send_sighup", "sps_peak_reset", "sql", "sync_clock", "sync_clock_when_idle"),
        *("threaded_system_exec", "uuid_version", "verbose_events"),
    }
)
"""What a real switch controls so, and this one does not."""


def _fsctl(core: Core, arguments: str) -> str:
    words = separate_blank(arguments)
    if not words:
        return usage(SYNTAX)
    name = words[0].lower()
    control = CONTROLS.get(name)
    if control is None:
        return NOT_DONE if name in KNOWN else INVALID
    return control(core, " ".join(words[1:]))


def _pause(paused: bool, core: Core, value: str) -> str:
    """Nobody calls in: inbound alone changes nothing."""
    core.paused = core.paused if value.lower() == "inbound" else paused
    return OK


def _pause_check(core: Core, value: str) -> str:
    return "true" if core.paused and value.lower() != "inbound" else "false"


def _hang_up_normally(core: Core, value: str) -> str:
    hang_up_all(core, NORMAL)
    return OK


def _sps(core: Core, value: str) -> str:
    core.sps = max(0, atoi(value)) or core.sps
    return f"+OK sessions per second: {core.sps}\n"


def _last_sps(core: Core, value: str) -> str:
    return f"+OK last sessions per second: {core.in_second}\n"


def _max_sessions(core: Core, value: str) -> str:
    core.max_sessions = max(0, atoi(value)) or core.max_sessions
    return f"+OK max sessions: {core.max_sessions}\n"


def _loglevel(core: Core, value: str) -> str:
    level = level_of(value) if value else core.log_level
    if level is None:
        return "-ERR syntax error, log level not set!\n"
    core.log_level = level = min(level, len(LEVELS) - 1)
    return f"+OK log level: {LEVELS[level] if level >= 0 else 'DISABLE'} [{level}]\n"


def _shutdown(core: Core, value: str) -> str:
    """At once; ``elegant`` and ``asap`` would wait for the calls, ``restart`` would come back."""
    words = set(value.lower().split())
    if words & {"cancel", "elegant", "asap", "reincarnate", "restart"}:
        return NOT_DONE
    core.after(0, partial(_shut_down, core))
    return OK


def _shut_down(core: Core) -> None:
    hang_up_all(core, "SYSTEM_SHUTDOWN")
    core.emit("SHUTDOWN", extra={"Event-Info": "System Shutting Down"})
    core.stopped = True


CONTROLS: dict[str, Run] = {
    "hupall": _hang_up_normally,
    "last_sps": _last_sps,
    "loglevel": _loglevel,
    "max_sessions": _max_sessions,
    "pause": partial(_pause, True),
    "pause_check": _pause_check,
    "ready_check": lambda core, _: "true",
    "resume": partial(_pause, False),
    "shutdown": _shutdown,
    "shutdown_check": lambda core, _: "false",
    "sps": _sps,
}
COMMANDS = {"fsctl": Command(_fsctl, SYNTAX, "Control the switch")}
