"""``json``: commands as JSON, answered in JSON."""

import json
from collections.abc import Callable

from esl_dialer.simulator.commands.command import NOT_DONE
from esl_dialer.simulator.core import VERSION, Core
from esl_dialer.simulator.expansion import Call
from esl_dialer.simulator.records import detail_record
from esl_dialer.simulator.uptime import uptime_parts

Answer = tuple[bool, object]


def carry_out(core: Core, text: str, call: Call) -> str:
    """``{"command": ..., "data": ...}``: the same with ``status`` and ``response``."""
    if not text:
        return "-ERR No JSON supplied.\n"
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return "-ERR Parse error.\n"
    if not isinstance(asked, dict):
        return f"{json.dumps(asked, separators=(',', ':'))}\n"
    answer = _answer(core, asked, call)
    pretty = str(asked.get("format", "")).lower() == "pretty"
    told = json.dumps(
        asked | answer,
        ensure_ascii=False,
        indent="\t" if pretty else None,
        separators=(",", ":\t" if pretty else ":"),
    )
    return f"{told}\n"


def _answer(core: Core, asked: dict[str, object], call: Call) -> dict[str, object]:
    name = asked.get("command")
    act = _COMMANDS.get(name.lower()) if isinstance(name, str) else None
    if act is None or "data" not in asked:
        said = "Invalid request or non-existant command"
        return {"status": "error", "message": said, "response": None}
    done, response = act(core, asked["data"], call)
    if done:
        return {"status": "success", "response": response}
    said = "The command returned an error"
    return {"status": "error", "message": said, "response": response}


def _status(core: Core, data: object, call: Call) -> Answer:
    return True, {
        "systemStatus": "not ready" if core.paused else "ready",
        "uptime": uptime_parts(core),
        "version": VERSION,
        "sessions": {
            "count": {
                "total": core.sessions_so_far,
                "active": len(core.channels),
                "peak": core.peak,
                "peak5Min": core.peak,
                "limit": core.max_sessions,
            },
            "rate": {
                "current": core.in_second,
                "max": core.sps,
                "peak": core.busiest,
                "peak5Min": core.busiest,
            },
        },
        "idleCPU": {"used": 0, "allowed": 100},
        "stackSizeKB": {"current": 240, "max": 240},
    }


def _fsapi(core: Core, data: object, call: Call) -> Answer:
    """``data``: ``{"cmd": ..., "arg": ...}`` is a command of ``api``."""
    if not isinstance(data, dict):
        return True, {"message": "INVALID CALL"}
    said = call(str(data.get("cmd", "")), str(data.get("arg", "") or ""))
    return said is not None, {"message": "INVALID CALL" if said is None else said}


def _channel_data(core: Core, data: object, call: Call) -> Answer:
    uuid = data.get("uuid") if isinstance(data, dict) else None
    if not uuid:
        return False, {"response": "INVALID INPUT"}
    channel = core.channels.get(str(uuid))
    if channel is None:
        return False, {"response": "Session does not exist"}
    return True, {"channelData": detail_record(core, channel).document}


def _not_done(core: Core, data: object, call: Call) -> Answer:
    return False, {"message": NOT_DONE}


_COMMANDS: dict[str, Callable[[Core, object, Call], Answer]] = {
    "channeldata": _channel_data,
    "execute": _not_done,
    "fsapi": _fsapi,
    "mediastats": _not_done,
    "status": _status,
}
