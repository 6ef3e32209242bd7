"""Commands about the switch itself: what it is, how long it runs, how busy it is."""

import re
from datetime import datetime

from esl_dialer.simulator.commands.command import NOT_DONE, Command, usage
from esl_dialer.simulator.core import SECOND, VERSION, Core
from esl_dialer.simulator.uptime import uptime

UNLOAD_SYNTAX = "[-f] <mod_name>"
NOT_LOADED = "-ERR loading module [module load file routine returned an error]\n"
UPTIME_SYNTAX = "[us|ms|s|m|h|d|microseconds|milliseconds|seconds|minutes|hours|days]"
MODULES = frozenset(
    {
        "mod_commands",
        "mod_dialplan_xml",
        "mod_dptools",
        "mod_event_socket",
        "mod_json_cdr",
        "mod_sndfile",
        "mod_sofia",
        "mod_tone_stream",
    }
)
"""What the simulated switch stands for."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?)?")
_SCALES = {
    1: ("us", "microseconds"),
    1000: ("ms", "milliseconds"),
    SECOND: ("", "s", "seconds"),
    60 * SECOND: ("m", "minutes"),
    3600 * SECOND: ("h", "hours"),
    86_400 * SECOND: ("d", "days"),
}


def _version(core: Core, arguments: str) -> str:
    if "short" in arguments.lower():
        return f"{VERSION}\n"
    return f"FreeSWITCH Version {VERSION} (simulated: nobody is called)\n"


def _status(core: Core, arguments: str) -> str:
    live = len(core.channels)
    return (
        f"UP {uptime(core)}\n"
        f"FreeSWITCH (Version {VERSION}) is {'not ready' if core.paused else 'ready'}\n"
        f"{core.sessions_so_far} session(s) since startup\n"
        f"{live} session(s) - peak {core.peak}, last 5min {core.peak} \n"
        f"{core.in_second} session(s) per Sec out of max {core.sps}, "
        f"peak {core.busiest}, last 5min {core.busiest} \n"
        f"{core.max_sessions} session(s) max\n"
        "min idle cpu 0.00/100.00\n"
        "Current Stack Size/Max 240K/240K\n"
    )


def _strepoch(core: Core, arguments: str) -> str:
    """``YYYY-MM-DD [HH:MM[:SS]]`` of the local clock; of other forms it says that it can't."""
    if not arguments:
        return str(core.now // SECOND)
    if not _DATE.fullmatch(arguments):
        return NOT_DONE if re.search(r"\d", arguments) else "0"
    try:
        return str(int(datetime.fromisoformat(arguments).timestamp()))
    except ValueError:
        return "0"


def _uptime(core: Core, arguments: str) -> str:
    for scale, names in _SCALES.items():
        if arguments.lower() in names:
            return f"{(core.now - core.started) // scale}\n"
    return usage(UPTIME_SYNTAX)


def _module_exists(core: Core, arguments: str) -> str:
    if not arguments:
        return ""
    return "true" if arguments in MODULES else "false"


def _reload(core: Core, arguments: str) -> str:
    """The configuration is read anew, and the module goes and comes back; calls stay."""
    flag, _, rest = arguments.partition(" ")
    name = rest if rest and flag.startswith("-") else arguments
    if not name:
        return usage(UNLOAD_SYNTAX)
    core.emit("RELOADXML")
    if name not in MODULES:
        return f"+OK Reloading XML\n-ERR unloading module [No such module!]\n{NOT_LOADED}"
    for event in ("MODULE_UNLOAD", "MODULE_LOAD"):
        core.emit(event, extra={"type": "generic", "name": name, "key": name})
    return "+OK Reloading XML\n+OK module unloaded\n+OK module loaded\n"


def _reloadxml(core: Core, arguments: str) -> str:
    core.emit("RELOADXML")
    return "+OK [Success]\n"


COMMANDS = {
    "create_uuid": Command(lambda core, _: core.new_id(), "", "A new id"),
    "hostname": Command(lambda core, _: core.settings.hostname, "", "The machine's name"),
    "module_exists": Command(_module_exists, "<module>", "Is this module there"),
    "reload": Command(_reload, UNLOAD_SYNTAX, "Let a module go and come back"),
    "reloadxml": Command(_reloadxml, "", "Read the configuration anew"),
    "status": Command(_status, "", "How busy the switch is"),
    "strepoch": Command(_strepoch, "[<date>]", "An instant, or now, in seconds"),
    "switchname": Command(lambda core, _: core.settings.hostname, "", "The switch's name"),
    "uptime": Command(_uptime, UPTIME_SYNTAX, "How long the switch runs"),
    "version": Command(_version, "[short]", "What switch this is"),
}
