"""Records as people look at them: pages of a campaign, one person's whole history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.people.stops import key_of
from esl_dialer.core.says import Says
from esl_dialer.core.words import DIALABLE_STATUSES, RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.campaigns.campaigns import LARGEST_ID, title_of
from esl_dialer.store.database import without_index
from esl_dialer.store.people import call_backs, name_search
from esl_dialer.store.people.call_backs import Agreed
from esl_dialer.store.people.name_search import Window
from esl_dialer.store.speech import messages

SHORTEST_NUMBER = 7
"""Digits from which a search is for a phone number."""

FIRST_WINDOW, WIDER = 4_000, 8
"""Records' numbers among which a search looks first, and how many times as many then."""

FEW = FIRST_WINDOW * WIDER
"""Records whose people's numbers are looked at before their names are."""


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    campaign_id: int
    campaign: str
    account: str
    full_name: str
    province: str
    status: RecordStatus
    attempts: int
    audio: RecordAudio
    not_before: datetime | None
    last_attempt_at: datetime | None


@dataclass(frozen=True, slots=True)
class Number:
    """A phone. ``do_not_call``: somebody marked it."""

    position: int
    number: str
    invalid: bool
    dialed: int
    id: int
    kind: str
    do_not_call: bool
    extension: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A record, whole. ``audio_path`` is relative to the data directory's ``audio``.

    ``gate``: as ``core.people.gates`` keeps it; ``zone``: the one that somebody set, or a list.
    """

    row: Row
    fields: dict[str, Any]
    custom: dict[str, Any]
    numbers: tuple[Number, ...]
    audio_path: str
    audio_ms: int
    audio_text: str
    audio_version: int
    audio_error: Says
    gate: str
    zone: str | None
    zone_by_hand: bool
    priority: int
    owner: str
    call_back: Agreed | None
    """None once it was taken for dialing, or when it is not called any more."""


@dataclass(frozen=True, slots=True)
class Among:
    """Records that stand in one of these; ``called_before``: in their run, None: or not."""

    statuses: frozenset[RecordStatus]
    called_before: bool | None = None


def called_before() -> Any:
    """For WHERE: records that were called in their run. Their ``attempts`` as an attribute are the
    calls themselves."""
    count = models.Record._meta.fields["attempts"]
    return count > 0


def page(
    campaign_id: int | None,
    search: str,
    status: RecordStatus | None,
    after: int,
    limit: int,
    *,
    among: Among | None = None,
) -> list[Row]:
    """Records in the order of their numbers, those after ``after``; deleted ones where that status
    is asked for."""
    table = models.Record
    where = table.id > after
    if campaign_id is not None:
        where &= (without_index(table.campaign) if search else table.campaign) == campaign_id
    where &= table.status == status if status else table.status != RecordStatus.DELETED
    if among and among.called_before is not None:
        where &= called_before() if among.called_before else ~called_before()
    statuses = sorted(among.statuses) if among else []
    if not search:
        each = [where & (table.status == one) for one in statuses]
        return _rows(each if among else [where], limit)
    if among:
        where &= table.status.in_(statuses)
    found: list[Row] = []
    for window in _windows(after):
        here = window.has(table.id) & table.id.in_(_matching(search, window))
        found += _rows([where & here], limit - len(found))
        if len(found) == limit:
            break
    return found


def of_person(person: int, limit: int) -> list[Row]:
    """Their records, in every campaign, the newest first."""
    table = models.Record
    mine = (table.person == person) & (table.status != RecordStatus.DELETED)
    return [_row(one) for one in _whole().where(mine).order_by(table.id.desc()).limit(limit)]


def _rows(wheres: list[Any], limit: int) -> list[Row]:
    """The first that any of these picks. Their numbers first, which an index has in order, of each
    status: PostgreSQL would read other campaigns', and SQLite all of one for a few."""
    table = models.Record
    some = (table.select(table.id).where(one).order_by(table.id).limit(limit) for one in wheres)
    numbers = sorted(number for query in some for (number,) in query.tuples())[:limit]
    return [_row(row) for row in _whole().where(table.id.in_(numbers)).order_by(table.id)]


def _whole() -> Any:
    """Records with their people and campaigns."""
    table, person, campaign = models.Record, models.Person, models.Campaign
    return table.select(table, person, campaign).join(person).join_from(table, campaign)


def _windows(after: int) -> Iterator[Window]:
    """All numbers after this one: few at first, then more and more.

    So that of a name that many have no more are gathered than a page shows, and one that nobody
    has is asked for a few times only.
    """
    last, width = models.Record.select(fn.MAX(models.Record.id)).scalar() or 0, FIRST_WINDOW
    while after < last:
        yield Window(after, after + width)
        after, width = after + width, width * WIDER


def _matching(search: str, window: Window) -> Any:
    """By account, by words of the name, or by a phone number however written: an index each."""
    record, campaign, phone = models.Record, models.Campaign, models.Phone
    mine = record.alias()
    found = mine.select(mine.id).where(
        mine.campaign.in_(campaign.select(campaign.id)) & (mine.account == search)
    )
    key = key_of(search)
    if len(key.lstrip("+")) >= SHORTEST_NUMBER:
        number = key if key.startswith("+") else f"+1{key}"
        his = record.alias()
        with_number = phone.select(phone.person).where(phone.number == number)
        found |= his.select(his.id).where(his.person.in_(with_number))
    named = name_search.matching(models.database.obj, search, _people_of(window))
    if named is not None:
        theirs = record.alias()
        found |= theirs.select(theirs.id).where(theirs.person.in_(named))
    return found


def _people_of(window: Window) -> Window:
    """Numbers among which those of the window's records are: found for a few, all of them for
    many, among which a name is rare."""
    if window.last - window.first > FEW:
        return Window(0, LARGEST_ID)
    table = models.Record
    ends = table.select(fn.MIN(table.person), fn.MAX(table.person)).where(window.has(table.id))
    first, last = ends.tuples().get()
    return Window((first or 1) - 1, last or 0)


def detail(record_id: int) -> Detail | None:
    table = models.Record
    if (one := _whole().where(table.id == record_id).get_or_none()) is None:
        return None
    phone, person, message = models.Phone, one.person, messages.of(record_id)
    numbers = phone.select().where(phone.person == person.id).order_by(phone.position)
    return Detail(
        row=_row(one),
        fields=person.fields or {},
        custom=person.custom or {},
        numbers=tuple(map(_number, numbers)),
        audio_path=message.path,
        audio_ms=message.ms,
        audio_text=message.text,
        audio_version=one.audio_version,
        audio_error=message.error,
        gate=one.gate,
        zone=person.zone,
        zone_by_hand=person.zone_by_hand,
        priority=one.priority,
        owner=person.owner_agent,
        call_back=call_backs.agreed(one.id, one.scheduled_for) if _waits(one) else None,
    )


def _number(row: models.Phone) -> Number:
    return Number(
        position=row.position,
        number=row.number,
        invalid=row.invalid,
        dialed=row.dialed,
        id=row.id,
        kind=row.kind,
        do_not_call=row.do_not_call,
        extension=row.extension,
    )


def _waits(row: models.Record) -> bool:
    return row.scheduled_for is not None and row.status in DIALABLE_STATUSES


def _row(row: models.Record) -> Row:
    return Row(
        id=row.id,
        campaign_id=row.campaign_id,
        campaign=title_of(row.campaign),
        account=row.account,
        full_name=row.person.full_name,
        province=row.person.province,
        status=row.status,
        attempts=row.attempts,
        audio=row.audio,
        not_before=row.not_before,
        last_attempt_at=row.last_attempt_at,
    )
