"""What is next: the hot look-ups of a tick, each an index seek whatever is held back.

The indexes hold equalities only (campaign, gate class, ready) and then the dial order, so that a
million records outside their window cost as little as none. Written as SQL: building the same
statements through the ORM takes longer than running them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from esl_dialer.core.words import DIALABLE_STATUSES, DialOrder, RecordAudio
from esl_dialer.store import models
from esl_dialer.store.calls.claims import Candidate, load

HIGHEST_RANDOM_KEY = 2**31 - 1
"""Also the mask that keeps a shuffled key in bounds."""

SHUFFLE = 1_103_515_245
"""The multiplier of ISO C's example generator: one update gives each record a new place."""


_COLUMN = {DialOrder.SEQUENTIAL: "position", DialOrder.RANDOM: "random_key"}

_GATES = """
WITH RECURSIVE seek(gate) AS (
    SELECT MIN(gate) FROM record WHERE campaign_id = {p}
    UNION ALL
    SELECT (SELECT MIN(gate) FROM record WHERE campaign_id = {p} AND gate > seek.gate)
    FROM seek WHERE seek.gate IS NOT NULL
)
SELECT gate FROM seek WHERE gate IS NOT NULL
"""

_FIRST = """
SELECT place, id FROM (
    SELECT {column} AS place, id FROM record
    WHERE campaign_id = {p} AND gate = {p} AND ready = {p} ORDER BY {column} LIMIT {p}
) AS of_gate_{number}
"""


def gates(campaign_id: int) -> list[str]:
    """The gate classes of the campaign's records, by a skip over the index."""
    sql = _GATES.format(p=models.database.param)
    return [gate for (gate,) in models.database.execute_sql(sql, (campaign_id, campaign_id))]


def any_waiting(campaign_id: int, now: datetime) -> bool:
    """Whether a tick would come across a record of the campaign, its window aside."""
    table = models.Record
    ready = table.select(table.id).where((table.campaign == campaign_id) & table.ready)
    return bool(ready.limit(1).count()) or any_due(campaign_id, now)


def candidates(
    campaign_id: int, open_gates: Sequence[str], limit: int, order: DialOrder
) -> list[Candidate]:
    """The first ready records of the open gates in the dial order, urgent ones before all.

    At most ``limit``.
    """
    urgent = _urgent(campaign_id, open_gates, limit)
    first = _first(campaign_id, open_gates, limit, order)
    return load(list(dict.fromkeys(urgent + first))[:limit])


def _first(campaign_id: int, open_gates: Sequence[str], limit: int, order: DialOrder) -> list[int]:
    if not open_gates:
        return []
    param, column = models.database.param, _COLUMN[order]
    each = (
        _FIRST.format(p=param, column=column, number=number) for number in range(len(open_gates))
    )
    sql = f"{' UNION ALL '.join(each)} ORDER BY place, id LIMIT {param}"
    values = [value for gate in open_gates for value in (campaign_id, gate, True, limit)]
    return [record for _, record in models.database.execute_sql(sql, (*values, limit))]


def _urgent(campaign_id: int, open_gates: Sequence[str], limit: int) -> list[int]:
    """Ready records with a priority, highest first: call-backs, and transfers that failed."""
    table = models.Record
    rows = (
        table.select(table.id)
        .where(
            (table.campaign == campaign_id)
            & (table.priority > 0)
            & table.ready
            & table.gate.in_(list(open_gates))
        )
        .order_by(table.priority.desc(), table.id)
        .limit(limit)
    )
    return [record for (record,) in rows.tuples()]


def promote_due(campaign_id: int, now: datetime, limit: int, key: int) -> int:
    """Make records whose wait is over ready again, at a new random place; returns how many."""
    table = models.Record
    ids = [record for (record,) in _due(campaign_id, now).order_by(table.not_before).limit(limit)]
    if not ids:
        return 0
    shuffled = (table.random_key.cast("BIGINT") * SHUFFLE + key).bin_and(HIGHEST_RANDOM_KEY)
    update = table.update(ready=True, random_key=shuffled, not_before=None)
    return int(update.where(table.id.in_(ids) & (~table.ready)).execute())


def any_due(campaign_id: int, now: datetime) -> bool:
    """Whether ``promote_due`` has work: a read that takes no lock."""
    return bool(_due(campaign_id, now).limit(1).count())


def any_due_between(campaign_id: int, after: datetime, until: datetime) -> bool:
    """Whether ``promote_due`` gets work after the first instant, up to the second."""
    later = _due(campaign_id, until).where(models.Record.not_before > after)
    return bool(later.limit(1).count())


def _due(campaign_id: int, now: datetime) -> Any:
    """The numbers of the records whose wait is over."""
    table = models.Record
    return (
        table.select(table.id)
        .where(
            (table.campaign == campaign_id)
            & table.status.in_(list(DIALABLE_STATUSES))
            & (table.not_before <= now)
            & (~table.ready)
            & (table.audio == RecordAudio.READY)
        )
        .tuples()
    )
