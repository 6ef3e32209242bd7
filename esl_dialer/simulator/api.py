"""The commands of ``api`` and ``bgapi``, by name; ``originate`` alone answers later."""

from collections.abc import Callable
from functools import partial

from esl_dialer.simulator.causes import NORMAL, known_cause
from esl_dialer.simulator.channel_api import CHANNEL_API
from esl_dialer.simulator.core import SECOND, VERSION, Core
from esl_dialer.simulator.ending import hangup
from esl_dialer.simulator.listing import show_channels
from esl_dialer.simulator.originate import Reply, originate
from esl_dialer.simulator.trunks import Trunk

Command = Callable[[Core, str], str]

OK = "+OK\n"


def api(core: Core, text: str, reply: Reply) -> None:
    """Carry out one command; its answer goes to ``reply``, at once for all but ``originate``."""
    name, _, arguments = text.strip(" ").partition(" ")
    if name == "originate":
        originate(core, arguments.strip(), reply)
        return
    command = COMMANDS.get(name)
    if command is None:
        reply(f"-ERR {name} Command not found!\n")
        return
    reply(command(core, arguments.strip(" ")))


def _version(core: Core, arguments: str) -> str:
    if arguments == "short":
        return f"{VERSION}\n"
    return f"FreeSWITCH Version {VERSION} (simulated: nobody is called)\n"


def _status(core: Core, arguments: str) -> str:
    live = len(core.channels)
    return (
        f"UP {uptime(core)}\n"
        f"FreeSWITCH (Version {VERSION}) is {'not ready' if core.paused else 'ready'}\n"
        f"{core.sessions_so_far} session(s) since startup\n"
        f"{live} session(s) - peak {core.peak}, last 5min {core.peak} \n"
        f"{core.in_second} session(s) per Sec out of max {core.sps}, peak 1, last 5min 1 \n"
        f"{core.max_sessions} session(s) max\n"
        "min idle cpu 0.00/100.00\n"
        "Current Stack Size/Max 240K/240K\n"
    )


def uptime(core: Core) -> str:
    """As FreeSWITCH says it, from years to microseconds."""
    seconds, micros = divmod(core.now - core.started, SECOND)
    days, seconds = divmod(seconds, 86_400)
    parts = (
        (days // 365, "year"),
        (days % 365, "day"),
        (seconds // 3600, "hour"),
        (seconds // 60 % 60, "minute"),
        (seconds % 60, "second"),
        (micros // 1000, "millisecond"),
        (micros % 1000, "microsecond"),
    )
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in parts)


def _show(core: Core, arguments: str) -> str:
    what, _, form = arguments.partition(" ")
    if what not in {"channels", "calls"}:
        return "-USAGE: channels|calls [count|as json]\n"
    return show_channels(core, form.strip())


def _hupall(core: Core, arguments: str) -> str:
    cause = known_cause(arguments) if arguments else "MANAGER_REQUEST"
    hang_up_all(core, cause)
    return f"+OK hangup all channels with cause {cause}\n"


def hang_up_all(core: Core, cause: str) -> None:
    for channel in list(core.channels.values()):
        hangup(core, channel, cause)


def _fsctl(core: Core, arguments: str) -> str:
    name, _, value = arguments.partition(" ")
    control = CONTROLS.get(name)
    return control(core, value.strip()) if control else "-ERR\n"


def _pause(paused: bool, core: Core, value: str) -> str:
    core.paused = core.paused if value == "inbound" else paused
    return OK


def _hang_up_normally(core: Core, value: str) -> str:
    hang_up_all(core, NORMAL)
    return OK


def _sps(core: Core, value: str) -> str:
    core.sps = int(value) if value.isdigit() and int(value) else core.sps
    return f"+OK sessions per second: {core.sps}\n"


def _max_sessions(core: Core, value: str) -> str:
    core.max_sessions = int(value) if value.isdigit() and int(value) else core.max_sessions
    return f"+OK max sessions: {core.max_sessions}\n"


def _shutdown(core: Core, value: str) -> str:
    core.after(0, partial(_shut_down, core))
    return OK


def _shut_down(core: Core) -> None:
    hang_up_all(core, "SYSTEM_SHUTDOWN")
    core.emit("SHUTDOWN", extra={"Event-Info": "System Shutting Down"})
    core.stopped = True


def _global_getvar(core: Core, arguments: str) -> str:
    known = {
        "core_uuid": core.id,
        "hostname": core.settings.hostname,
        "switchname": core.settings.hostname,
    }
    return known.get(arguments, "")


def _sofia(core: Core, arguments: str) -> str:
    words = arguments.split()
    if words[:2] == ["status", "gateway"] and len(words) > 2:
        return _gateway(core, words[2])
    if words[:1] == ["status"]:
        names = sorted(core.trunks)
        return "".join(
            f"external::{name}\tgateway\tsip:{name}@127.0.0.1\tNOREG\n" for name in names
        )
    return "-USAGE: status [gateway <name>]\n"


def _gateway(core: Core, name: str) -> str:
    trunk = core.trunk(name)
    if trunk is None:
        return "Invalid Gateway!\n"
    status = "DOWN" if trunk is Trunk.DOWN else "UP"
    lines = (("Name", name), ("Profile", "external"), ("State", "NOREG"), ("Status", status))
    rule = "=" * 97 + "\n"
    return rule + "".join(f"{key:<8}\t{value}\n" for key, value in lines) + rule


def _module_exists(core: Core, arguments: str) -> str:
    return "true" if arguments in MODULES else "false"


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
CONTROLS: dict[str, Command] = {
    "pause": partial(_pause, True),
    "resume": partial(_pause, False),
    "pause_check": lambda core, _: "true" if core.paused else "false",
    "sps": _sps,
    "max_sessions": _max_sessions,
    "shutdown": _shutdown,
    "hupall": _hang_up_normally,
}
COMMANDS: dict[str, Command] = {
    **CHANNEL_API,
    "create_uuid": lambda core, _: core.new_id(),
    "fsctl": _fsctl,
    "global_getvar": _global_getvar,
    "hostname": lambda core, _: core.settings.hostname,
    "hupall": _hupall,
    "module_exists": _module_exists,
    "reloadxml": lambda core, _: "+OK [Success]\n",
    "show": _show,
    "sofia": _sofia,
    "status": _status,
    "strepoch": lambda core, _: str(core.now // SECOND),
    "switchname": lambda core, _: core.settings.hostname,
    "version": _version,
}
