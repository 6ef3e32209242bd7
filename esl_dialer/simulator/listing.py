"""What ``show channels`` and ``uuid_dump`` print."""

import json

from esl_dialer.simulator.channel import Channel, State
from esl_dialer.simulator.core import Core
from esl_dialer.simulator.headers import (
    channel_headers,
    core_headers,
    other_leg_headers,
    stamp,
    variable_headers,
)

COLUMNS = (
    *("uuid", "direction", "created", "created_epoch", "name", "state", "cid_name", "cid_num"),
    *("ip_addr", "dest", "application", "application_data", "dialplan", "context"),
    *("read_codec", "read_rate", "read_bit_rate", "write_codec", "write_rate", "write_bit_rate"),
    *("secure", "hostname", "presence_id", "presence_data", "accountcode", "callstate"),
    *("callee_name", "callee_num", "callee_direction", "call_uuid"),
    *("sent_callee_name", "sent_callee_num", "initial_cid_name", "initial_cid_num"),
    *("initial_ip_addr", "initial_dest", "initial_dialplan", "initial_context"),
)
"""The columns, in the order of FreeSWITCH's table."""


def show_channels(core: Core, form: str) -> str:
    """``form``: ``as json``, ``count`` or nothing, which is comma-separated."""
    rows = [_row(core, channel) for channel in core.channels.values()]
    if form == "as json":
        return _json(rows)
    total = f"\n{len(rows)} total.\n"
    if form == "count" or not rows:
        return total
    lines = [COLUMNS, *([row[name].replace(",", ";") for name in COLUMNS] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines) + total


def dump(core: Core, channel: Channel, form: str) -> str:
    """Every header and variable of a channel, as ``json`` or as text."""
    headers = core_headers("CHANNEL_DATA", core.id, core.settings.hostname, core.now, core.sequence)
    headers |= channel_headers(channel) | other_leg_headers(channel) | variable_headers(channel)
    if form == "json":
        return json.dumps(headers, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"{name}: {value}\n" for name, value in headers.items()) + "\n"


def _json(rows: list[dict[str, str]]) -> str:
    if not rows:
        return '{"row_count": 0}\n'
    table = {"row_count": len(rows), "rows": rows}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def _row(core: Core, channel: Channel) -> dict[str, str]:
    running = channel.running
    executing = channel.state is State.EXECUTE
    codec = ("PCMU", "8000", "64000") if channel.answered else ("", "", "")
    own = {
        "uuid": channel.uuid,
        "direction": "outbound",
        "created": stamp(channel.stamps.created),
        "created_epoch": str(channel.stamps.created // 1_000_000),
        "name": channel.name,
        "state": channel.state,
        "cid_name": channel.caller_name,
        "cid_num": channel.caller_number,
        "dest": channel.destination,
        "application": running.app if running else "",
        "application_data": running.data if running else "",
        "dialplan": "XML" if executing else "",
        "context": "dialer" if executing else "default",
        "read_codec": codec[0],
        "read_rate": codec[1],
        "read_bit_rate": codec[2],
        "write_codec": codec[0],
        "write_rate": codec[1],
        "write_bit_rate": codec[2],
        "presence_data": channel.variables.get("presence_data", ""),
        "accountcode": channel.variables.get("accountcode", "") if executing else "",
        "hostname": core.settings.hostname,
        "callstate": channel.call_state,
        "callee_name": "Outbound Call",
        "callee_num": channel.number,
        "call_uuid": channel.originator.uuid if channel.originator else channel.uuid,
        "initial_cid_name": channel.caller_name,
        "initial_cid_num": channel.caller_number,
        "initial_dest": channel.number,
        "initial_context": "default",
    }
    return {name: str(own.get(name, "")) for name in COLUMNS}
