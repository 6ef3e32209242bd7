"""What calls made known of numbers and people: who is being called, who heard a message lately.

Read at every tick for the few records that it looks at: the calls in progress, and those of which
a message was heard in two partial indexes, however many there are of others.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from esl_dialer.core.law.caps import PastCall, Whom
from esl_dialer.core.people.contact_cap import Contact, counts_since
from esl_dialer.core.words import NOT_IN_RESULTS, OPEN_STATES
from esl_dialer.store import models
from esl_dialer.store.column_types import to_ms
from esl_dialer.store.statements import Select

_OPEN = [str(state) for state in OPEN_STATES]
_LIVE = Select(
    "FROM attempt WHERE state IN (??) AND (number IN (??) OR person_key IN (??))"
    " ORDER BY claimed_at DESC, id DESC",
    (models.Attempt, ("number", "person_key", "record")),
)
"""The one claimed first comes last: for it the number is being called, others have to wait."""
_OF_THIS_RUN = (
    "attempt.run = (SELECT run_number FROM campaign WHERE campaign.id = attempt.campaign_id)"
)
_HEARD = (
    "FROM attempt WHERE {of} IN (??) AND heard_at > ? AND simulated = ?"
    f" AND (NOT simulated OR {_OF_THIS_RUN})"
)
"""A simulated person heard nothing once their campaign was reset: it is rehearsed anew."""

_NUMBERS = Select(_HEARD.format(of="number"), (models.Attempt, ("number", "heard_at")))
_PEOPLE = Select(_HEARD.format(of="person_key"), (models.Attempt, ("person_key", "heard_at")))


_BY = ("number", "person_key", "account")
"""Of whom contact caps count calls: an index for each."""

_OF_ONE = (
    "SELECT id FROM attempt WHERE {of} IN (??) AND (claimed_at > ? OR answered_at IS NOT NULL)"
)
"""Whom somebody answered for, whenever that was: a rule may begin with it."""

_LATELY = Select(
    f"FROM attempt WHERE id IN ({' UNION '.join(_OF_ONE.format(of=of) for of in _BY)})"
    " AND simulated = ? AND COALESCE(outcome, '') NOT IN (??)"
    f" AND (NOT simulated OR {_OF_THIS_RUN})",
    (models.Attempt, ("record", "number", "person_key", "account", "creditor")),
    (models.Attempt, ("id", "claimed_at", "start_at", "answered_at", "bridged_at", "outcome")),
)
_NOTHING_RANG = sorted(str(outcome) for outcome in NOT_IN_RESULTS)


_SPENT = Select(
    "FROM attempt WHERE record_id IN (??) AND run = ? AND settled_at IS NOT NULL"
    " AND outcome NOT IN (??) GROUP BY record_id, phone_id HAVING COUNT(*) >= ?",
    (models.Attempt, ("record", "phone")),
)


def spent(records: Collection[int], run: int, most: int) -> dict[int, set[int]]:
    """By record, the phones that had so many attempts in the run."""
    found: dict[int, set[int]] = {}
    for record, phone in _SPENT.rows(sorted(records), run, _NOTHING_RANG, most):
        found.setdefault(record, set()).add(phone)
    return found


def of(whom: Collection[Whom], now: datetime, *, simulated: bool) -> list[Contact]:
    """Of each, in their order. Simulated calls count for simulated ones alone, real for real."""
    numbers = sorted({one.number for one in whom if one.number})
    people = sorted({one.person_key for one in whom if one.person_key})
    live = list(_LIVE.rows(_OPEN, numbers, people))
    of_numbers = {number: record for number, _, record in live}
    of_people = {person: record for _, person, record in live if person}
    heard = to_ms(counts_since(now)), simulated
    number_heard, person_heard = (
        _last(read.rows(keys, *heard)) if keys else {}
        for read, keys in ((_NUMBERS, numbers), (_PEOPLE, people))
    )
    return [
        Contact(
            number_live=of_numbers.get(one.number, one.record) != one.record,
            person_live=of_people.get(one.person_key, one.record) != one.record,
            number_heard_at=number_heard.get(one.number),
            person_heard_at=person_heard.get(one.person_key),
        )
        for one in whom
    ]


def lately(whom: Collection[Whom], since: datetime, *, simulated: bool) -> list[PastCall]:
    """Calls that were claimed since then, or answered whenever, to any of these numbers, people or
    accounts: in progress or over. Simulated ones count for simulated ones alone."""
    asked: list[Any] = []
    for of in _BY:
        asked += (sorted({str(getattr(one, of)) for one in whom} - {""}), to_ms(since))
    return [_past(to, call) for to, call in _LATELY.groups(*asked, simulated, _NOTHING_RANG)]


def _past(to: list[Any], call: list[Any]) -> PastCall:
    attempt, claimed_at, start_at, answered_at, bridged_at, outcome = call
    return PastCall(
        attempt=attempt,
        whom=Whom(*to),
        claimed_at=claimed_at,
        at=answered_at or start_at,
        outcome=outcome,
        answered=answered_at is not None,
        talked=bridged_at is not None,
    )


def _last(rows: Iterable[list[Any]]) -> dict[str, datetime]:
    """By key the last instant."""
    last: dict[str, datetime] = {}
    for key, at in rows:
        last[key] = max(at, last.get(key, at))
    return last
