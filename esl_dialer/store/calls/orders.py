"""Orders (acts): one-shot wishes that are claimed once, answered, and let go stale."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from esl_dialer.core.calls.orders import PATIENCE, STALE, Act, ActKind
from esl_dialer.core.says import Says
from esl_dialer.store import models
from esl_dialer.store.statements import Select
from esl_dialer.store.system import outbox

_WAITING = Select(
    "FROM act WHERE done_at IS NULL AND claimed_by = '' AND kind IN (??) ORDER BY id",
    (models.Act, ["id"]),
)
ABANDONED = Says("the process that did it ended: ask again")


def add(kind: ActKind, payload: dict[str, Any], now: datetime, by: str) -> int:
    """Call inside the transaction that also says so elsewhere; returns the act's number."""
    row = models.Act.create(
        kind=kind, payload=payload, created_at=now, created_by=by, stale_at=now + PATIENCE
    )
    return int(row.id)


def get(act_id: int) -> Act | None:
    row = models.Act.get_or_none(models.Act.id == act_id)
    return _act(row) if row else None


def newest(kinds: Iterable[ActKind], limit: int) -> list[Act]:
    table = models.Act
    query = table.select().where(table.kind.in_(list(kinds))).order_by(table.id.desc())
    return [_act(row) for row in query.limit(limit)]


def waiting(kinds: Iterable[ActKind]) -> list[int]:
    """Acts that nobody has taken: a read that takes no lock."""
    return [act for (act,) in _WAITING.rows([str(kind) for kind in kinds])]


def claim(act_id: int, owner: str, now: datetime) -> Act | None:
    """Take an act; None when another has it, or it went stale and is closed so."""
    table = models.Act
    free = (table.id == act_id) & (table.claimed_by == "") & table.done_at.is_null()
    if table.update(claimed_by=owner).where(free & (table.stale_at > now)).execute():
        return get(act_id)
    closed = table.update(done_at=now, answer={"error": STALE.packed()}).where(free)
    if closed.execute():
        _tell(act_id, now)
    return None


def answer(act_id: int, told: dict[str, Any], now: datetime, *, done: bool = False) -> None:
    """Write how far the act is; ``done``: this is all. What was closed before stays as it is."""
    _write(act_id, now, answer=told, **({"done_at": now} if done else {}))


def pass_on(
    act_id: int, kind: ActKind, payload: dict[str, Any], told: dict[str, Any], now: datetime
) -> None:
    """The act's first half is done; its second is for another to take."""
    stale_at = now + PATIENCE
    _write(act_id, now, kind=kind, payload=payload, answer=told, claimed_by="", stale_at=stale_at)


def _write(act_id: int, now: datetime, **values: Any) -> None:
    """And tell of it: of an act that is closed, nothing is written and nothing told."""
    table = models.Act
    open_ = (table.id == act_id) & table.done_at.is_null()
    if table.update(**values).where(open_).execute():
        _tell(act_id, now)


def abandon(kinds: Iterable[ActKind], now: datetime) -> None:
    """Close the acts that an earlier process took and did not finish."""
    table = models.Act
    mine = table.kind.in_(list(kinds)) & table.done_at.is_null() & (table.claimed_by != "")
    rows = [(row.id, row.answer or {}) for row in table.select().where(mine)]
    for act_id, told in rows:
        answer(act_id, {**told, "error": ABANDONED.packed()}, now, done=True)


def channels_of_test_calls() -> Counter[str]:
    """By gateway, what the test calls in progress take of its channels."""
    table = models.Act
    mine = (table.kind == ActKind.TEST_CALL) & table.done_at.is_null() & (table.claimed_by != "")
    told = [row.answer or {} for row in table.select(table.answer).where(mine)]
    counts: Counter[str] = Counter()
    for answer in told:
        counts[answer.get("gateway", "")] += int(answer.get("channels", 0))
    return counts


def _tell(act_id: int, now: datetime) -> None:
    outbox.put("act", {"act": act_id}, now)


def _act(row: models.Act) -> Act:
    return Act(
        id=row.id,
        kind=ActKind(row.kind),
        payload=row.payload or {},
        created_at=row.created_at,
        created_by=row.created_by,
        stale_at=row.stale_at,
        taken=bool(row.claimed_by),
        done_at=row.done_at,
        answer=row.answer or {},
    )
