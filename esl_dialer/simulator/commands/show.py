"""``show``: what is there, as a table in one of three forms."""

import re
from collections.abc import Callable, Mapping

from esl_dialer.simulator.apps import APPLICATIONS
from esl_dialer.simulator.commands.command import NOT_DONE, Command, usage
from esl_dialer.simulator.commands.tables import (
    Row,
    call_rows,
    channel_rows,
    counted,
    shown,
)
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.dialstring import separate_blank

SYNTAX = (
    "codec|endpoint|application|api|dialplan|file|timer|calls [count]|channels [count|like "
    "<match string>]|calls|detailed_calls|bridged_calls|detailed_bridged_calls|aliases|complete|"
    "chat|management|modules|nat_map|say|interfaces|interface_types|tasks|limits|status"
)
KNOWN = re.compile(
    "(codec|dialplan|file|timer|chat|limit|say|management|endpoint|interfaces|interface_types|"
    "aliases|complete|nat_map|detailed_calls|detailed_bridged_calls).*"
)
"""What a real switch shows, and this one has not."""
MOST_WORDS = 6
SEARCHED = ("uuid", "name", "cid_name", "cid_num", "presence_data", "accountcode")
"""The columns in which ``like`` looks."""

Commands = Mapping[str, Command]


def show(core: Core, arguments: str, commands: Commands) -> str:
    """``TABLE [count|like TEXT] [as delim|xml|json [DELIMITER]]``."""
    words = separate_blank(arguments, MOST_WORDS)
    what = words[0].lower() if words else ""
    if what.startswith("status"):
        return commands["status"].run(core, "")
    rows = _rows(core, what, words[1:], commands)
    if rows is None:
        return NOT_DONE if KNOWN.fullmatch(what) else usage(SYNTAX)
    return _told(rows, words)


def _told(rows: list[Row], words: list[str]) -> str:
    counting = len(words) > 1 and words[1].lower() == "count"
    form, delimiter = _form(words)
    told = counted(len(rows), form.lower()) if counting else shown(rows, form.lower(), delimiter)
    return f"-ERR Cannot find format {form}\n" if told is None else told


def _form(words: list[str]) -> tuple[str, str]:
    """The word behind ``as``, where one may stand, and the delimiter.

    That is the fourth word wherever ``as`` stands: of ``channels like X as delim`` it is ``as``.
    """
    for place in (1, 2, 3):
        if len(words) > place + 1 and words[place].lower() == "as":
            return words[place + 1], words[3] if len(words) > 3 else ","
    return "delim", ","


def _rows(core: Core, what: str, rest: list[str], commands: Commands) -> list[Row] | None:
    if what == "channels" and rest and rest[0].lower() == "like":
        rows = channel_rows(core)
        return _like(rows, rest[1]) if len(rest) > 1 else rows
    if what in ("api", "application"):
        return _interfaces(what, commands, rest[0] if rest and rest[0].lower() != "as" else "")
    if what.startswith("module"):
        return _modules(commands, rest[0] if rest and rest[0].lower() != "as" else "")
    table = TABLES.get(what)
    return None if table is None else table(core)


def _like(rows: list[Row], wanted: str) -> list[Row]:
    """As SQL's LIKE, in any case; what has no ``%`` may be anywhere in the value."""
    text = re.sub("[';]", " ", wanted)
    text = text if "%" in text else f"%{text}%"
    pieces = [{"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in text]
    pattern = re.compile("".join(pieces), re.IGNORECASE | re.DOTALL)
    return [row for row in rows if any(pattern.fullmatch(row[name]) for name in SEARCHED)]


def _interfaces(kind: str, commands: Commands, name: str) -> list[Row]:
    """Commands or applications, with what they take."""
    if kind == "api":
        found = [(key, each.about, each.syntax, "mod_commands") for key, each in commands.items()]
    else:
        found = [(key, "", "", "mod_dptools") for key in APPLICATIONS]
    titles = ("name", "description", "syntax", "ikey")
    return [dict(zip(titles, row, strict=True)) for row in sorted(found) if name in ("", row[0])]


def _modules(commands: Commands, ikey: str) -> list[Row]:
    found = [
        *(("api", name, "mod_commands") for name in commands if name != "sofia"),
        ("api", "sofia", "mod_sofia"),
        *(("application", name, "mod_dptools") for name in APPLICATIONS),
        ("dialplan", "XML", "mod_dialplan_xml"),
        ("endpoint", "error", "mod_dptools"),
        ("endpoint", "sofia", "mod_sofia"),
        ("file", "silence_stream", "mod_tone_stream"),
        ("file", "tone_stream", "mod_tone_stream"),
        ("file", "wav", "mod_sndfile"),
        ("generic", "mod_event_socket", "mod_event_socket"),
        ("generic", "mod_json_cdr", "mod_json_cdr"),
    ]
    return [
        {"type": kind, "name": name, "ikey": module, "filename": ""}
        for kind, name, module in sorted(found)
        if ikey in ("", module)
    ]


def _bridged(core: Core) -> list[Row]:
    return [row for row in call_rows(core) if row["b_uuid"]]


def _none(core: Core) -> list[Row]:
    """Nobody registers here, and no task is planned."""
    return []


TABLES: dict[str, Callable[[Core], list[Row]]] = {
    "bridged_calls": _bridged,
    "calls": call_rows,
    "channels": channel_rows,
    "registrations": _none,
    "tasks": _none,
}
