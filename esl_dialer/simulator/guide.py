"""The carrier's table as Markdown: what docs/carrier.md shows, made from the table itself."""

from collections.abc import Iterable

from esl_dialer.simulator.carrier_table import (
    CONTACTS,
    REPRESENTATIVES,
    RINGS_FOREVER,
    Behaviour,
    Row,
    Since,
)

_HEAD = "| digits | scenario | rings | then |\n|---|---|---|---|\n"


def carrier_tables() -> str:
    """Both tables: the people called, then the representatives."""
    return f"{_table(CONTACTS)}\n{_table(REPRESENTATIVES.values())}"


def _table(rows: Iterable[Row]) -> str:
    return _HEAD + "".join(f"{_line(row)}\n" for row in rows)


def _line(row: Row) -> str:
    digits = f"{row.first:02}" if row.first == row.last else f"{row.first:02}-{row.last:02}"
    then = _then(row.behaviour)
    if row.later:
        then += f"; from dial {row.later_from} on: {row.later.scenario}"
    return f"| {digits} | {row.behaviour.scenario} | {_rings(row)} | {then} |"


def _rings(row: Row) -> str:
    acts = row.behaviour
    if acts.ring_ms >= RINGS_FOREVER:
        return "without end"
    if not acts.rings:
        return "not at all"
    low, high = _seconds(acts.ring_ms), _seconds(acts.ring_ms + row.spread_ms)
    span = low if low == high or acts.sip_status else f"{low} to {high}"
    return f"{span} s" + (", as early media" if acts.early_media else "")


def _then(acts: Behaviour) -> str:
    if acts.ring_ms >= RINGS_FOREVER:
        return "nobody answers"
    if acts.sip_status:
        return f"SIP {acts.sip_status}"
    steps = [f"{_seconds(acts.greeting_ms)} s greeting, beep"] if acts.greeting_ms else []
    steps += [
        f"key {key.key} {_seconds(key.delay_ms)} s after the {_SINCE[key.since]}"
        for key in acts.keys
    ]
    if acts.hangs_up_ms is not None:
        steps.append(f"hangs up {_seconds(acts.hangs_up_ms)} s after the answer")
    return "answers; " + ", ".join(steps) if steps else "answers, stays to the end"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:g}"


_SINCE = {Since.ANSWER: "answer", Since.MESSAGE_END: "end of the message"}
