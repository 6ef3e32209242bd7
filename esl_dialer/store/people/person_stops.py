"""Stops of people: what lists say of them, and what they make of records."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, Case

from esl_dialer.core.people.noted import Who
from esl_dialer.core.people.person_stops import NOT_HELD, Held, ListedStop, PersonStop, held_by
from esl_dialer.core.rules.record_rules import perhaps_stopped, person_stopped
from esl_dialer.core.words import WAITING_STATUSES, RecordAudio, RecordStatus, StopReason
from esl_dialer.store import models
from esl_dialer.store.models.lists import HELD
from esl_dialer.store.people import noted
from esl_dialer.store.people.noted import Kept, who_is

HELD_BY = person_stopped.__name__
"""In ``record.held_by``, also of those that ended so: they go on when the stop is removed."""

DOUBTED = perhaps_stopped.__name__

STOPS = Kept(models.PersonStop, PersonStop)


@dataclass(frozen=True, slots=True, kw_only=True)
class New(noted.New):
    """A stop that is to be kept."""

    reason: StopReason


def held(records: Sequence[tuple[Who, int, int | None]]) -> list[Held]:
    """What stops make of records, each told by whose it is, its campaign and its list."""
    known = STOPS.standing(who for who, _, _ in records)
    if not known:
        return [NOT_HELD] * len(records)
    return [
        held_by(found, who, campaign, list_id) if (found := known.of(who)) else NOT_HELD
        for who, campaign, list_id in records
    ]


def put_listed(listed: Collection[ListedStop], now: datetime) -> None:
    """Each of another person. One that stands already, in all campaigns and for as long, stays as
    it was: a list that comes again says nothing new. Their records are for ``hold``, and ticks."""
    if not listed:
        return
    known = STOPS.standing(one.who for one in listed)
    for one in listed:
        if not any(_same_stop(stop, one) for stop in known.of(one.who)):
            new = New(
                who=one.who,
                reason=one.reason,
                why="",
                set_by=one.by,
                until=one.until,
                source=one.source,
                import_id=one.import_id,
            )
            STOPS.put(new, now)


def _same_stop(stop: PersonStop, listed: ListedStop) -> bool:
    everywhere = not stop.campaign and not stop.list
    same = stop.reason is listed.reason and stop.until == listed.until
    return same and everywhere and stop.whose == listed.who.whose


def hold(records: Collection[int], now: datetime) -> None:
    """These records and others of their numbers, where stops of their people hold them. A tick
    holds others as it comes to them, among them those that wait for something else while the stop
    ends by itself; one that is being called, after its call.
    """
    table = models.Record
    waiting = table.status.in_(list(WAITING_STATUSES))
    rows = _with_people(waiting & table.person.in_(_same(records)))
    asked = [(who_is(row), row.campaign_id, row.list_id) for row in rows]
    for row, found in zip(rows, held(asked), strict=True):
        if values := _values(found, row, now):
            table.update(**values, ready=False, held_by=HELD_BY).where(
                (table.id == row.id) & waiting
            ).execute()


def _with_people(which: Any) -> list[models.Record]:
    table, person = models.Record, models.Person
    return list(table.select(table, person).join(person).where(which))


def _same(records: Collection[int]) -> Any:
    """The people of these records, and who has a number of theirs."""
    record, phone = models.Record, models.Phone
    mine = record.select(record.person).where(record.id.in_(list(records)))
    numbers = phone.select(phone.number).where(phone.person.in_(mine))
    others = phone.select(phone.person).where(phone.number.in_(numbers))
    return mine.union(others)


def _values(found: Held, row: models.Record, now: datetime) -> Mapping[str, Any]:
    if found.mark:
        return {"status": found.mark.status}
    if found.timed and found.timed.until > now and row.ready:
        return {"not_before": found.timed.until}
    return {}


def look_again(who: Who, record_id: int, rule: str, now: datetime) -> None:
    """At once, at records of the person that this rule holds back, as far as they are found by
    their numbers."""
    table = models.Record
    held_back = SQL(HELD) & (table.held_by == rule) & (table.not_before > now)
    rows = _with_people(held_back & table.person.in_(_same([record_id])))
    ids = [row.id for row in rows if who_is(row).whose == who.whose]
    table.update(not_before=now).where(table.id.in_(ids)).execute()


def let_go(stop: PersonStop, now: datetime) -> None:
    """Records that it held, of the person or of their account, go on where they were, and are
    looked at again."""
    table = models.Record
    held_back = SQL(HELD) & table.held_by.in_([HELD_BY, DOUBTED])
    rows = _with_people(held_back & _may_be(stop))
    ids = [row.id for row in rows if _concerns(stop, row)]
    attempts = table._meta.fields["attempts"]
    as_it_stood = Case(None, [(attempts > 0, RecordStatus.RETRY.value)], RecordStatus.PENDING.value)
    mine, waits = table.id.in_(ids), table.status.in_(list(WAITING_STATUSES))
    table.update(not_before=now, held_by="").where(mine & waits).execute()
    ready = (table.audio == RecordAudio.READY) & table.not_before.is_null()
    ended = table.status.in_([RecordStatus.DNC, RecordStatus.STOPPED])
    table.update(status=as_it_stood, ready=ready, held_by="").where(mine & ended).execute()


def _may_be(stop: PersonStop) -> Any:
    """For WHERE: records that it may be of."""
    record, key = models.Record, stop.account_key
    of_account = (record.account == key) | (record.account_key == key)
    return (models.Person.person_key == stop.whose) | of_account


def _concerns(stop: PersonStop, row: models.Record) -> bool:
    who = who_is(row)
    return stop.is_of(who) or stop.may_be_of(who)


def say_not_theirs(stop: PersonStop, who: Who, now: datetime) -> None:
    """Somebody of its account whom it holds no more: their records are looked at again."""
    table = models.PersonStop
    told = tuple(sorted({*stop.apart, who.whose}))
    table.update(apart=told).where(table.id == stop.id).execute()
    record = models.Record
    held_back = SQL(HELD) & (record.held_by == DOUBTED)
    rows = _with_people(held_back & _may_be(stop))
    ids = [row.id for row in rows if who_is(row).whose == who.whose]
    record.update(not_before=now, held_by="").where(record.id.in_(ids)).execute()
