"""``sofia``: its profiles and gateways, as far as there are such things here."""

from esl_dialer.simulator.commands.command import NOT_DONE, Command
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank
from esl_dialer.simulator.trunks import Trunk

RULE = "=" * 97 + "\n"
PROFILE = "external"
SYNTAX = "status [profile <name> | gateway <name>]"
KNOWN = frozenset({"global", "jsonstatus", "loglevel", "profile", "tracelevel", "xmlstatus"})
"""What a real one does, and this one does not."""
INVALID_GATEWAY = "Invalid Gateway!\n"


def _sofia(core: Core, arguments: str) -> str:
    words = separate_blank(arguments)
    if not words or words[0].lower() == "help":
        return f"USAGE:\n{'-' * 80}\nsofia {SYNTAX}\n{'-' * 80}\n"
    verb = words[0].lower()
    if verb != "status":
        return NOT_DONE if verb in KNOWN else f"Unknown Command [{words[0]}]\n"
    if len(words) == 1:
        return _everything(core)
    return _status_of(core, words[1].lower(), words[2] if len(words) > 2 else "")


def _status_of(core: Core, kind: str, name: str) -> str:
    if not name:
        return _gateways(core)
    if kind == "gateway":
        return _gateway(core, name)
    return _profile(core, name) if kind == "profile" else "Invalid Syntax!\n"


def _everything(core: Core) -> str:
    lines = [_line("Name", "   Type", "Data", "State"), RULE]
    for profile in sorted(core.settings.profiles):
        lines.append(_line(profile, "profile", _url(profile), _running(core, profile)))
        if profile == PROFILE:
            lines += [
                _line(f"{PROFILE}::{name}", "gateway", _registers_to(name), "NOREG")
                for name in sorted(core.trunks)
            ]
    count = len(core.settings.profiles)
    return "".join(lines) + f"{RULE}{count} profile{'' if count == 1 else 's'} 0 aliases\n"


def _line(name: str, kind: str, data: str, state: str) -> str:
    return f"{name:>25}\t{kind}\t  {data:>40}\t{state}\n"


def _url(profile: str) -> str:
    return "sip:mod_sofia@127.0.0.1:5080" if profile == PROFILE else "sip:mod_sofia@127.0.0.1:5060"


def _running(core: Core, profile: str) -> str:
    live = sum(channel.name.startswith(f"sofia/{profile}/") for channel in core.channels.values())
    return f"RUNNING ({live})"


def _registers_to(gateway: str) -> str:
    return f"sip:{gateway}@127.0.0.1"


def _gateways(core: Core) -> str:
    head = f"{'Profile::Gateway-Name':>25}\t{'    Data    ':>32}\tState\tPing Time\t"
    lines = [
        f"{f'{PROFILE}::{name}':>25}\t{_registers_to(name):>32}\tNOREG\t  0.00\t0/0\t0/0\n"
        for name in sorted(core.trunks)
    ]
    count = len(lines)
    return (
        f"{head}IB Calls(F/T)\tOB Calls(F/T)\n{RULE}{''.join(lines)}{RULE}"
        f"{count} gateway{'' if count == 1 else 's'}: "
        "Inbound(Failed/Total): 0/0,Outbound(Failed/Total):0/0\n"
    )


def _gateway(core: Core, name: str) -> str:
    trunk = core.trunk(name)
    if trunk is None:
        return INVALID_GATEWAY
    status = "DOWN" if trunk is Trunk.DOWN else "UP"
    lines = (
        ("Name", name),
        ("Profile", PROFILE),
        ("Scheme", "Digest"),
        ("Realm", "127.0.0.1"),
        ("Username", name),
        ("Password", "yes"),
        ("From", f"<sip:{name}@127.0.0.1>"),
        ("Contact", f"<sip:gw+{name}@127.0.0.1:5080;transport=udp;gw={name}>"),
        ("Exten", name),
        ("To", _registers_to(name)),
        ("Proxy", "sip:127.0.0.1:5090"),
        ("Context", "public"),
        ("State", "NOREG"),
        ("Status", status),
    )
    return RULE + "".join(f"{key:<8}\t{value}\n" for key, value in lines) + RULE


def _profile(core: Core, name: str) -> str:
    if name not in core.settings.profiles:
        return "Invalid Profile!\n"
    lines = (("Name", name), ("Domain Name", "N/A"), ("URL", _url(name)))
    return RULE + "".join(f"{key:<17}\t{value}\n" for key, value in lines)


COMMANDS = {"sofia": Command(_sofia, SYNTAX, "Profiles and gateways")}
