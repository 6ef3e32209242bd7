"""Stops of people: what lists say of them, and what they make of records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, Case

from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.noted import whose
from esl_dialer.core.people.person_stops import NOT_HELD, Held, ListedStop, PersonStop, held_by
from esl_dialer.core.rules.record_rules import person_stopped
from esl_dialer.core.words import WAITING_STATUSES, RecordAudio, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.models.lists import HELD
from esl_dialer.store.people import noted
from esl_dialer.store.people.noted import Kept, whose_in

HELD_BY = person_stopped.__name__
"""In ``record.held_by``, also of those that ended so: they go on when the stop is removed."""

STOPS = Kept(models.PersonStop, PersonStop)


@dataclass(frozen=True, slots=True, kw_only=True)
class New(noted.New):
    """A stop that is to be kept."""

    reason: StopReason


def held(records: Sequence[tuple[str, int, int | None]]) -> list[Held]:
    """What stops make of records, each told by whose it is, its campaign and its list."""
    known = STOPS.standing([of for of, _, _ in records])
    return [
        held_by(known[of], campaign, list_id) if of in known else NOT_HELD
        for of, campaign, list_id in records
    ]


def put_listed(campaign_id: int, account: str, listed: ListedStop, now: datetime) -> None:
    """Of a row's account. One that stands already, for as long, stays as it was: a list that comes
    again says nothing new."""
    found = whose_in(campaign_id, account)
    if found is not None and _put_once(found.whose, account, listed, now):
        hold(found.whose, found.record, now)


def put_listed_of(person_key: str, account: str, listed: ListedStop, now: datetime) -> None:
    """The same of a person of a list that stands apart: ticks hold their records."""
    whose_is = whose(person_key, account_key(account))
    _put_once(whose_is, account, listed, now)


def _put_once(whose_is: str, account: str, listed: ListedStop, now: datetime) -> bool:
    """False: it stands already, for as long."""
    same = (
        one
        for one in STOPS.standing([whose_is]).get(whose_is, ())
        if one.reason is listed.reason and one.until == listed.until and not one.campaign
    )
    if any(same):
        return False
    new = New(
        whose=whose_is,
        account=account,
        reason=listed.reason,
        why="",
        set_by=listed.by,
        until=listed.until,
        source=listed.source,
        import_id=listed.import_id,
    )
    STOPS.put(new, now)
    return True


def hold(whose_is: str, record_id: int, now: datetime) -> None:
    """Records that the person's stops hold, as far as they are found at once: those of the same
    numbers. A tick holds the others as it comes to them, among them those that wait for something
    else while the stop ends by itself; one that is being called, after its call.
    """
    table = models.Record
    waiting = table.status.in_(list(WAITING_STATUSES))
    rows = list(table.select().where(waiting & table.person.in_(_same(record_id))))
    mine = [row for row in rows if noted.whose_is(row) == whose_is]
    asked = [(whose_is, row.campaign_id, row.list_id) for row in mine]
    for row, found in zip(mine, held(asked), strict=True):
        if values := _values(found, row, now):
            table.update(**values, ready=False, held_by=HELD_BY).where(
                (table.id == row.id) & waiting
            ).execute()


def _same(record_id: int) -> Any:
    """People who have a number of the record's person."""
    record, phone = models.Record, models.Phone
    mine = record.select(record.person).where(record.id == record_id)
    numbers = phone.select(phone.number).where(phone.person.in_(mine))
    others = phone.select(phone.person).where(phone.number.in_(numbers))
    return mine.union(others)


def _values(found: Held, row: models.Record, now: datetime) -> Mapping[str, Any]:
    if found.mark:
        return {"status": found.mark.status}
    if found.timed and found.timed.until > now and row.ready:
        return {"not_before": found.timed.until}
    return {}


def look_again(whose_is: str, record_id: int, rule: str, now: datetime) -> None:
    """At once, at records of the person that this rule holds back, as far as they are found by
    their numbers."""
    table = models.Record
    held_back = SQL(HELD) & (table.held_by == rule) & (table.not_before > now)
    rows = table.select().where(held_back & table.person.in_(_same(record_id)))
    ids = [row.id for row in rows if noted.whose_is(row) == whose_is]
    table.update(not_before=now).where(table.id.in_(ids)).execute()


def let_go(whose_is: str, now: datetime) -> None:
    """Records of the person that a stop held go on where they were, and are looked at again."""
    table, person = models.Record, models.Person
    rows = table.select(table, person).join(person).where(SQL(HELD) & (table.held_by == HELD_BY))
    ids = [row.id for row in rows.where(_is(whose_is)) if noted.whose_is(row) == whose_is]
    attempts = table._meta.fields["attempts"]
    as_it_stood = Case(None, [(attempts > 0, RecordStatus.RETRY.value)], RecordStatus.PENDING.value)
    mine, waits = table.id.in_(ids), table.status.in_(list(WAITING_STATUSES))
    table.update(not_before=now, held_by="").where(mine & waits).execute()
    ready = (table.audio == RecordAudio.READY) & table.not_before.is_null()
    ended = table.status.in_([RecordStatus.DNC, RecordStatus.STOPPED])
    table.update(status=as_it_stood, ready=ready, held_by="").where(mine & ended).execute()


def _is(whose_is: str) -> Any:
    """For WHERE: people whose records may be meant."""
    key = models.Person.person_key
    return key == ("" if whose_is.startswith("account ") else whose_is)
