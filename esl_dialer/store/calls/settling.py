"""The end of an attempt: what is asked before it is decided, and the writing of what was decided.

Both inside one transaction of the caller's. What follows is decided in ``core.calls.settlement``.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from esl_dialer.core.calls.dialing import kinds_of, place_of
from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.calls.retry import RetryPolicy
from esl_dialer.core.calls.settlement import (
    Attempted,
    Before,
    KnownPhone,
    PhoneChange,
    Settlement,
    Sibling,
)
from esl_dialer.core.people.clocks import zone
from esl_dialer.core.people.provinces import clock_of
from esl_dialer.core.words import CallState
from esl_dialer.store.calls import attempts
from esl_dialer.store.campaigns import closing
from esl_dialer.store.models import Attempt, Campaign, Claim, Phone, Record
from esl_dialer.store.people import stops
from esl_dialer.store.statements import Select, Update, run_many
from esl_dialer.store.system import outbox

_BEFORE = Select(
    "FROM attempt JOIN record ON record.id = attempt.record_id"
    " JOIN campaign ON campaign.id = attempt.campaign_id"
    " LEFT JOIN claim ON claim.record_id = attempt.record_id WHERE attempt.id IN (??)",
    (Attempt, [field.name for field in fields(Attempted)]),
    (Record, [field.name for field in fields(Progress)]),
    (Record, ["audio", "gate"]),
    (Claim, ["attempt_id"]),
    (Campaign, ["run_number", "run_state", "run_state_at", "run_reason"]),
    (Campaign, ["kind", "max_attempts", "retry_minutes", "retry_policy", "outcome_rules"]),
    (Campaign, ["max_per_number", "spread"]),
    (Campaign, ["phone_kinds", "only_phone_kinds"]),
)
_PHONES = Select(
    "FROM phone JOIN record ON record.person_id = phone.person_id"
    " WHERE record.id IN (??) ORDER BY phone.position",
    (Record, ["id"]),
    (Phone, ["id", "position", "invalid", "do_not_call", "kind"]),
)
_SIBLINGS = Select(
    "FROM attempt WHERE record_id = ? AND run = ? AND id <> ?",
    (Attempt, ["claimed_at", "outcome", "answered_at", "contact", "phone"]),
)

_CLOSE = Update(
    Attempt,
    ("state", "outcome", "cause", "settled_at", "contact", "heard_at", *attempts.HEARD),
    "id = ? AND COALESCE(outcome, '') = ?",
)
_MOVE_ON = Update(Record, [*(field.name for field in fields(Progress)), "ready"], "id = ?")


_Phones = Sequence[tuple[KnownPhone, str]]
"""Each with its type."""


def before(attempt_id: str, *, siblings: bool) -> Before | None:
    """The attempt and all around it; ``siblings``: the run's other attempts too, by a read more."""
    return before_all([attempt_id], siblings={attempt_id} if siblings else ()).get(attempt_id)


def before_all(attempt_ids: Iterable[str], *, siblings: Container[str]) -> dict[str, Before]:
    """By attempt, as ``before``; ``siblings``: the attempts of which those are read too."""
    found = list(_BEFORE.groups([*attempt_ids]))
    phones = _phones([Attempted(*attempt).record for attempt, *_ in found])
    every = (_before(groups, phones, siblings) for groups in found)
    return {one.attempt.id: one for one in every}


def _before(
    found: list[list[Any]], phones: Mapping[int, _Phones], siblings: Container[str]
) -> Before:
    attempt, progress, (audio, gate), (claimed_for,), now, policy, limits, kinds = found
    attempted = Attempted(*attempt)
    rules = _policy(policy, limits)
    read_siblings = attempted.id in siblings or bool(rules.max_per_number)
    run_number, run_state, run_state_at, run_reason = now
    return Before(
        attempt=attempted,
        progress=Progress(*progress),
        audio=audio,
        claimed_for=claimed_for or "",
        run=run_number,
        run_state=run_state,
        run_state_at=run_state_at,
        run_reason=run_reason,
        policy=rules,
        phones=_in_order(phones.get(attempted.record, ()), *kinds),
        siblings=_siblings(attempted) if read_siblings else (),
        clock=zone(clock_of(gate) or "UTC"),
    )


def _phones(records: list[int]) -> dict[int, list[tuple[KnownPhone, str]]]:
    """By record, in their order."""
    found: dict[int, list[tuple[KnownPhone, str]]] = {}
    for record, *phone, kind in _PHONES.rows(records):
        found.setdefault(record, []).append((KnownPhone(*phone), kind))
    return found


def _in_order(phones: _Phones, kinds: str, only: bool) -> tuple[KnownPhone, ...]:
    """As the campaign dials them: their places in its order of types."""
    order = kinds_of(kinds)
    if not order:
        return tuple(phone for phone, _ in phones)
    placed = ((place_of(phone.position, kind, order, only=only), phone) for phone, kind in phones)
    left = [replace(phone, position=place) for place, phone in placed if place is not None]
    return tuple(sorted(left, key=lambda phone: phone.position))


def _policy(rules: Sequence[Any], limits: Sequence[Any]) -> RetryPolicy:
    kind, most, minutes, by_outcome, then = rules
    per_number, spread = limits
    return RetryPolicy(
        kind,
        most,
        minutes,
        by_outcome or {},
        rules=then or {},
        max_per_number=per_number,
        spread=spread,
    )


def _siblings(attempt: Attempted) -> tuple[Sibling, ...]:
    return tuple(
        Sibling(claimed_at, outcome, answered_at is not None, contact, phone)
        for claimed_at, outcome, answered_at, contact, phone in _SIBLINGS.rows(
            attempt.record, attempt.run, attempt.id
        )
    )


def commit(done: Settlement) -> bool:
    """Write all that it says; False, and nothing written, when the attempt's outcome is another
    than it was."""
    return done.was.id in commit_all([done])


def commit_all(settlements: Iterable[Settlement]) -> frozenset[str]:
    """As ``commit``, of attempts of different records; returns those that were written.

    On PostgreSQL all attempts come before all records: see ``tallies``.
    """
    taken = [done for done in settlements if _close(done)]
    for done in taken:
        if done.closes:
            closing.begin_again(done.was.campaign, done.at)
    _note_phones([done.phone for done in taken if done.phone is not None])
    _release(taken)
    _move_on(taken)
    for done in taken:
        if done.stop is not None:
            stops.put(done.stop, done.at)
    attempts.end_legs(
        (done.was.id, done.cause, done.call.ended_at or done.settled_at) for done in taken
    )
    outbox.put_all(news for done in taken for news in _news(done))
    return frozenset(done.was.id for done in taken)


def _close(done: Settlement) -> bool:
    how = (CallState.ENDED, done.outcome, done.cause, done.settled_at)
    values = (*how, done.contact, done.heard_at, *attempts.heard_of(done.call))
    return bool(_CLOSE(values, done.was.id, done.was.outcome or ""))


def _note_phones(phones: Iterable[PhoneChange]) -> None:
    text = "UPDATE phone SET dialed = dialed + ?, invalid = ? WHERE id = ?"
    run_many(text, ((phone.dials, phone.invalid, phone.id) for phone in phones))


def _release(settlements: Iterable[Settlement]) -> None:
    text = "DELETE FROM claim WHERE record_id = ? AND attempt_id = ?"
    run_many(text, ((done.was.record, done.was.id) for done in settlements if done.releases))


def _move_on(settlements: Iterable[Settlement]) -> None:
    _MOVE_ON.many(
        ([*(getattr(to, field.name) for field in fields(Progress)), done.ready], [done.was.record])
        for done in settlements
        if (to := done.progress) is not None
    )


def _news(done: Settlement) -> Iterator[outbox.New]:
    if done.reopened:
        told = {"completed": done.reopened}
        yield outbox.New(done.at, "campaign.reopened", done.was.campaign, told)
    was, ended = done.was, CallState.ENDED
    yield outbox.of_attempt(was.id, was.record, was.campaign, ended, done.at, outcome=done.outcome)
