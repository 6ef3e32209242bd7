"""Gateways: their rows, how they stand now, and what went through them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from peewee import Case, fn

from esl_dialer.core.flows import FLOWS
from esl_dialer.core.routing.choosing import Line, Lines
from esl_dialer.core.routing.gateways import FIELDS, SHORT_CALL_S, Figures, Gateway
from esl_dialer.core.routing.resting import FRESH, Rest
from esl_dialer.core.words import OPEN_STATES, CampaignKind
from esl_dialer.store import models
from esl_dialer.store.calls import orders
from esl_dialer.store.statements import Select

SHORT_MS = SHORT_CALL_S * 1000

_GATEWAY = (models.Gateway, list(FIELDS))
_LINES = Select(
    "FROM gateway ORDER BY name", _GATEWAY, (models.Gateway, ("up", "next_start_at", "credit"))
)
_EVERY = Select(
    "FROM gateway ORDER BY name", _GATEWAY, (models.Gateway, ("up", "up_since", "warned"))
)
_RESTS = Select(
    "FROM gateway_rest",
    (models.GatewayRest, ["name"]),
    (models.GatewayRest, [field.name for field in fields(Rest)]),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A gateway's row; ``up_since`` is None until the switch was first asked."""

    gateway: Gateway
    up: bool
    up_since: datetime | None
    warned: tuple[str, ...]


def every() -> list[Kept]:
    """All rows, by name."""
    return [
        Kept(_named(row), up, up_since, _warned(warned))
        for row, (up, up_since, warned) in _EVERY.groups()
    ]


def find(name: str) -> Kept | None:
    row = models.Gateway.get_or_none(models.Gateway.name == name)
    return _kept(row) if row else None


def lines(otherwise: Gateway) -> Lines:
    """Every gateway as it stands; with no row, the one given."""
    rows = [(_named(row), *stands) for row, stands in _LINES.groups()]
    live, resting = channels_in_use() if rows else {}, rests()
    found = tuple(
        Line(row, up, live.get(row.name, 0), next_start, credit, resting.get(row.name, FRESH))
        for row, up, next_start, credit in rows
    )
    return found or (Line(otherwise, rest=resting.get(otherwise.name, FRESH)),)


_OPEN = """
SELECT attempt.gateway, campaign.kind, attempt.key, COUNT(*)
FROM attempt JOIN campaign ON campaign.id = attempt.campaign_id
WHERE attempt.state IN ({states}) GROUP BY attempt.gateway, campaign.kind, attempt.key
"""


def channels_in_use() -> dict[str, int]:
    """By gateway, its open attempts and test calls; one whose person asked for a representative
    takes a second channel."""
    sql = _OPEN.format(states=", ".join([models.database.param] * len(OPEN_STATES)))
    counts: Counter[str] = Counter()
    for name, kind, key, calls in models.database.execute_sql(sql, OPEN_STATES):
        asked = key in FLOWS[CampaignKind(kind)].transfer_keys
        counts[name] += calls * (2 if asked else 1)
    return counts + orders.channels_of_test_calls()


def keep(after: Iterable[Line]) -> None:
    """Write what starts have moved; inside the transaction of their claims."""
    table = models.Gateway
    for line in after:
        moved = table.update(next_start_at=line.next_start, credit=line.credit)
        moved.where(table.name == line.gateway.name).execute()
        keep_rest(line.gateway.name, line.rest)


def rests() -> dict[str, Rest]:
    """By gateway, what its last calls came to, where that speaks against it."""
    return {name: Rest(*rest) for (name,), rest in _RESTS.groups()}


def keep_rest(name: str, rest: Rest) -> None:
    """Inside the caller's transaction; ``FRESH`` is no row."""
    table = models.GatewayRest
    if rest == FRESH:
        table.delete().where(table.name == name).execute()
        return
    values = asdict(rest)
    table.insert(name=name, **values).on_conflict(
        conflict_target=[table.name], update=values
    ).execute()


def of_attempts(attempt_ids: Iterable[str]) -> dict[str, str]:
    """By attempt, its gateway's name."""
    table = models.Attempt
    rows = table.select(table.id, table.gateway).where(table.id.in_(list(attempt_ids)))
    return dict(rows.tuples())


def add(gateway: Gateway, now: datetime) -> None:
    """Raises Duplicate (from the transaction) when the name is taken."""
    models.Gateway.create(**asdict(gateway), created_at=now, updated_at=now)
    keep_rest(gateway.name, FRESH)
    _begin_shares_anew()


def update(gateway: Gateway, now: datetime) -> bool:
    """The row of that name becomes this; False when there is none."""
    table = models.Gateway
    changes = table.update(**asdict(gateway), updated_at=now)
    _begin_shares_anew()
    return bool(changes.where(table.name == gateway.name).execute())


def remove(name: str) -> bool:
    """False when there is no row of that name."""
    keep_rest(name, FRESH)
    _begin_shares_anew()
    return bool(models.Gateway.delete().where(models.Gateway.name == name).execute())


def _begin_shares_anew() -> None:
    """Credits are counted in weights: with other weights they mean nothing."""
    models.Gateway.update(credit=0).execute()


def set_up(name: str, up: bool, now: datetime) -> bool:
    """What the switch says of it; whether that is news."""
    table = models.Gateway
    same = (table.name == name) & (table.up == up)
    table.update(up_since=now).where(same & table.up_since.is_null()).execute()
    other = (table.name == name) & (table.up != up)
    return bool(table.update(up=up, up_since=now).where(other).execute())


def set_warned(name: str, before: Iterable[str], warned: Iterable[str]) -> bool:
    """Note which warnings stand; False when another hand noted it."""
    table = models.Gateway
    as_before = (table.name == name) & (table.warned == ",".join(before))
    return bool(table.update(warned=",".join(warned)).where(as_before).execute())


def figures(name: str, since: datetime, *, simulated: bool) -> Figures:
    """Calls that ended since: those that had a channel. Read from one index alone."""
    table = models.Attempt
    short = table.ended_at - table.answered_at <= SHORT_MS
    row = (
        table.select(
            fn.COUNT(table.created_at),
            fn.COUNT(table.answered_at),
            fn.SUM(Case(None, [(short, 1)], 0)),
        )
        .where(
            (table.gateway == name)
            & (table.simulated == simulated)
            & (table.ended_at >= since)
            & table.created_at.is_null(False)
        )
        .tuples()
        .get()
    )
    return Figures(int(row[0]), int(row[1]), int(row[2] or 0))


def _kept(row: models.Gateway) -> Kept:
    return Kept(_gateway(row), row.up, row.up_since, _warned(row.warned))


def _warned(words: str) -> tuple[str, ...]:
    return tuple(word for word in words.split(",") if word)


def _gateway(row: models.Gateway) -> Gateway:
    return _named(getattr(row, name) for name in FIELDS)


def _named(values: Iterable[Any]) -> Gateway:
    return Gateway(**dict(zip(FIELDS, values, strict=True)))
