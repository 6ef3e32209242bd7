"""The rows of ``show``, as FreeSWITCH's database has them, and their forms; dumps of channels."""

import json
from collections.abc import Iterable, Mapping

from esl_dialer.simulator.channel import Channel
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.headers import (
    channel_headers,
    core_headers,
    other_leg_headers,
    stamp,
    variable_headers,
)
from esl_dialer.simulator.socket.percent import encoded
from esl_dialer.simulator.socket.xml import event_xml, table_xml

Row = Mapping[str, str]

COLUMNS = (
    *("uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num"),
    *("ip_addr", "dest", "application", "application_data", "dialplan", "context"),
    *("read_codec", "read_rate", "read_bit_rate", "write_codec", "write_rate", "write_bit_rate"),
    *("secure", "hostname", "presence_id", "presence_data", "accountcode", "callstate"),
    *("callee_name", "callee_num", "callee_direction", "call_uuid"),
    *("sent_callee_name", "sent_callee_num", "initial_cid_name", "initial_cid_num"),
    *("initial_ip_addr", "initial_dest", "initial_dialplan", "initial_context"),
)
"""Of channels, in the order of FreeSWITCH's table."""
_OF_A_LEG = (
    *("uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num"),
    *("ip_addr", "dest", "presence_id", "presence_data", "accountcode", "callstate"),
    *("callee_name", "callee_num", "callee_direction"),
)
_SENT = ("sent_callee_name", "sent_callee_num")
CALL_COLUMNS = (
    *(*_OF_A_LEG, "call_uuid", "hostname", *_SENT),
    *(f"b_{name}" for name in (*_OF_A_LEG, *_SENT)),
    "call_created_epoch",
)
"""Of calls: a leg, and the one it talks with."""


def channel_rows(core: Core) -> list[Row]:
    return [_row(core, channel) for channel in core.channels.values()]


def call_rows(core: Core) -> list[Row]:
    """A bridged pair is one row, of the leg that was there first."""
    rows = []
    for channel in core.channels.values():
        if channel.peer is None or not _answers(channel):
            rows.append(_call(core, channel))
    return rows


def _answers(channel: Channel) -> bool:
    """Whether it is the second leg of its bridge."""
    peer = channel.peer
    return peer is not None and channel.variables.get("last_bridge_role") == "originatee"


def _call(core: Core, channel: Channel) -> Row:
    own = _row(core, channel)
    other = _row(core, channel.peer) if channel.peer else {}
    bridged = str(channel.stamps.bridged // 1_000_000) if channel.peer else ""
    pairs = {f"b_{name}": value for name, value in other.items()}
    known = {**own, **pairs, "call_created_epoch": bridged}
    return {name: known.get(name, "") for name in CALL_COLUMNS}


def shown(rows: list[Row], form: str, delimiter: str = ",") -> str | None:
    """``delim``, ``xml`` or ``json``; None: there is no such form."""
    if form in ("delim", "csv"):
        return _delimited(rows, delimiter)
    if form == "xml":
        return table_xml(rows)
    if form == "json":
        return _json(rows)
    return None


def counted(count: int, form: str) -> str | None:
    """The number of rows alone, in such a form."""
    if form in ("delim", "csv"):
        return f"\n{count} total.\n"
    if form == "xml":
        return f'<result row_count="{count}"></result>\n'
    return (
        json.dumps({"row_count": count, "rows": []}, separators=(",", ":"))
        if form == "json"
        else None
    )


def _delimited(rows: list[Row], delimiter: str) -> str:
    total = f"\n{len(rows)} total.\n"
    if not rows:
        return total
    lines = [list(rows[0]), *([*row.values()] for row in rows)]
    return "".join(delimiter.join(line) + "\n" for line in lines) + total


def _json(rows: list[Row]) -> str:
    if not rows:
        return '{"row_count": 0}\n'
    table = {"row_count": len(rows), "rows": rows}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def dump(core: Core, channel: Channel, form: str) -> str:
    """Every header and variable of a channel: ``json``, ``xml``, ``plain`` (in brackets), else
    percent-encoded."""
    headers = core_headers("CHANNEL_DATA", core.id, core.settings.hostname, core.now, core.sequence)
    headers |= channel_headers(channel) | other_leg_headers(channel) | variable_headers(channel)
    if form == "json":
        return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))
    if form == "xml":
        return event_xml(headers)
    return _lines(headers.items(), bare=form == "plain")


def _lines(headers: Iterable[tuple[str, str]], *, bare: bool) -> str:
    lines = (f"{name}: {f'[{value}]' if bare else encoded(value)}\n" for name, value in headers)
    return "".join(lines) + "\n"


def _row(core: Core, channel: Channel) -> dict[str, str]:
    running = channel.running
    ids = channel_headers(channel)
    codec = ("PCMU", "8000", "64000") if channel.has_media else ("", "", "")
    own = {
        "uuid": channel.uuid,
        "direction": "outbound",
        "created": stamp(channel.stamps.created),
        "created_epoch": str(channel.stamps.created // 1_000_000),
        "name": channel.name,
        "state": channel.state,
        "cid_name": ids.get("Caller-Caller-ID-Name", ""),
        "cid_num": ids.get("Caller-Caller-ID-Number", ""),
        "ip_addr": "127.0.0.1" if channel.dialplan else "",
        "dest": channel.destination,
        "application": running.app if running else "",
        "application_data": running.data if running else "",
        "dialplan": channel.dialplan,
        "context": channel.context,
        "read_codec": codec[0],
        "read_rate": codec[1],
        "read_bit_rate": codec[2],
        "write_codec": codec[0],
        "write_rate": codec[1],
        "write_bit_rate": codec[2],
        "presence_data": channel.variables.get("presence_data", ""),
        "accountcode": channel.variables.get("accountcode", "") if channel.apps else "",
        "hostname": core.settings.hostname,
        "callstate": channel.call_state,
        "callee_name": ids.get("Caller-Callee-ID-Name", ""),
        "callee_num": ids.get("Caller-Callee-ID-Number", ""),
        "callee_direction": "RECV" if channel.in_dialplan else "",
        "call_uuid": channel.originator.uuid if channel.originator else channel.uuid,
        "initial_cid_name": channel.caller_name,
        "initial_cid_num": channel.caller_number,
        "initial_dest": channel.number,
        "initial_context": "default",
    }
    return {name: str(own.get(name, "")) for name in COLUMNS}
