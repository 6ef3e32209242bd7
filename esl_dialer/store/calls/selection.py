"""What is next: the hot look-ups of a tick, each an index seek whatever is held back.

The indexes hold the ready records alone, by equalities (campaign, gate class) and then the dial
order, so that a million records outside their window cost as little as none. Written as SQL:
building the same statements through the ORM takes longer than running them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from esl_dialer.core.words import DIALABLE_STATUSES, DialOrder, RecordAudio
from esl_dialer.store import models
from esl_dialer.store.calls.claims import Candidate, load
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.models.lists import FIRST_IN_LINE, READY
from esl_dialer.store.statements import Select

HIGHEST_RANDOM_KEY = 2**31 - 1
"""Also the mask that keeps a shuffled key in bounds."""

SHUFFLE = 1_103_515_245
"""The multiplier of ISO C's example generator: one update gives each record a new place."""


_GATES = """
WITH RECURSIVE seek(gate) AS (
    SELECT MIN(gate) FROM record WHERE campaign_id = {p} AND {ready}
    UNION ALL
    SELECT (SELECT MIN(gate) FROM record WHERE campaign_id = {p} AND gate > seek.gate AND {ready})
    FROM seek WHERE seek.gate IS NOT NULL
)
SELECT gate FROM seek WHERE gate IS NOT NULL
"""

_OF_GATE = """
SELECT {places}, id FROM (
    SELECT {places}, id FROM record
    WHERE campaign_id = {p} AND gate = {p} AND {ready} AND {among}
    ORDER BY {order}, id LIMIT {p}
) AS of_gate_{number}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Ready records in an order that an index has for each gate class; of two alike the older
    first. ``order`` is that of ``places``, ``among`` which records stand in it: all in SQL."""

    places: str
    order: str
    among: str = "TRUE"


FIRST_LINE = Line("urgent, priority", "urgent DESC, priority DESC", FIRST_IN_LINE)
"""Transfers that failed, then records of a priority: before all others."""

LINES = {
    DialOrder.SEQUENTIAL: Line("position", "position"),
    DialOrder.RANDOM: Line("random_key", "random_key"),
}


_WAITED = (
    "FROM record WHERE campaign_id = ? AND status IN (??) AND not_before > ? AND not_before <= ?"
    " AND ready = ? AND audio = ?"
)
"""Records whose wait is over, of those that are spoken."""

_DUE = Select(f"{_WAITED} ORDER BY not_before LIMIT ?", (models.Record, ["id"]))
_ANY_DUE = Select(f"{_WAITED} LIMIT 1", (models.Record, ["id"]))
_ANY_READY = Select(
    f"FROM record WHERE campaign_id = ? AND {READY} LIMIT 1", (models.Record, ["id"])
)


def gates(campaign_id: int) -> list[str]:
    """The gate classes of the campaign's ready records, by a skip over the index."""
    sql = _GATES.format(p=models.database.param, ready=READY)
    return [gate for (gate,) in models.database.execute_sql(sql, (campaign_id, campaign_id))]


def any_waiting(campaign_id: int, now: datetime) -> bool:
    """Whether a tick would come across a record of the campaign, its window aside."""
    return any(_ANY_READY.rows(campaign_id)) or any_due(campaign_id, now)


def candidates(
    campaign_id: int, open_gates: Sequence[str], limit: int, order: DialOrder
) -> list[Candidate]:
    """The first ready records of the open gates in the dial order, urgent ones before all.

    At most ``limit``.
    """
    picked = dict.fromkeys(_picked(campaign_id, open_gates, limit, FIRST_LINE))
    if len(picked) < limit:
        picked |= dict.fromkeys(_picked(campaign_id, open_gates, limit, LINES[order]))
    return load(list(picked)[:limit])


def _picked(campaign_id: int, open_gates: Sequence[str], limit: int, line: Line) -> list[int]:
    """The line's first records over all open gates: a seek for each."""
    if not open_gates:
        return []
    param = models.database.param
    parts = {"places": line.places, "order": line.order, "among": line.among, "ready": READY}
    each = (_OF_GATE.format(number=number, p=param, **parts) for number in range(len(open_gates)))
    sql = f"{' UNION ALL '.join(each)} ORDER BY {line.order}, id LIMIT {param}"
    values = [value for gate in open_gates for value in (campaign_id, gate, limit)]
    return [row[-1] for row in models.database.execute_sql(sql, (*values, limit))]


def promote_due(campaign_id: int, now: datetime, limit: int, key: int) -> int:
    """Make records whose wait is over ready again, at a new random place; returns how many."""
    table = models.Record
    ids = [record for (record,) in _DUE.rows(campaign_id, *_since(None, now), limit)]
    if not ids:
        return 0
    shuffled = (table.random_key.cast("BIGINT") * SHUFFLE + key).bin_and(HIGHEST_RANDOM_KEY)
    update = table.update(ready=True, random_key=shuffled, not_before=None, held_by="")
    waits = table.status.in_(list(DIALABLE_STATUSES)) & ~table.ready
    return int(update.where(table.id.in_(ids) & waits).execute())


def any_due(campaign_id: int, now: datetime) -> bool:
    """Whether ``promote_due`` has work: a read that takes no lock."""
    return any(_ANY_DUE.rows(campaign_id, *_since(None, now)))


def any_due_between(campaign_id: int, after: datetime, until: datetime) -> bool:
    """Whether ``promote_due`` gets work after the first instant, up to the second."""
    return any(_ANY_DUE.rows(campaign_id, *_since(after, until)))


def _since(after: datetime | None, until: datetime) -> tuple[Any, ...]:
    """What ``_WAITED`` asks for."""
    statuses = sorted(str(status) for status in DIALABLE_STATUSES)
    return statuses, to_ms(after) if after else 0, to_ms(until), False, str(RecordAudio.READY)
