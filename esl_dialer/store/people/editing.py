"""Records as people write them: read whole, written whole."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from esl_dialer.core.calls.progress import Progress
from esl_dialer.core.lists.by_hand import Entry, Typed, TypedPhone, as_typed
from esl_dialer.core.lists.list_rows import RowPhone
from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.phone_marks import is_by_marks
from esl_dialer.core.people.stops import Mark
from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import CLAIMED_STATUSES, AudioState, RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.database import held
from esl_dialer.store.lists import known_records
from esl_dialer.store.people import persons, phone_marks
from esl_dialer.store.speech import messages
from esl_dialer.store.speech.audio import spoken_fields

OUT_OF_THE_WAY = 1000
"""Above every position: two phones of a person can't have one place, not even as they change."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record as it stands. ``spoken``: what its message's variables stand for.

    ``stopped``: a list says not to call the person.
    """

    record: int
    campaign: int
    status: RecordStatus
    audio: RecordAudio
    progress: Progress
    typed: Typed
    spoken: dict[str, str]
    has_message: bool
    called_back: bool
    stopped: bool

    @property
    def in_progress(self) -> bool:
        return self.status in CLAIMED_STATUSES


def find(record_id: int, *, hold: bool = False) -> Stored | None:
    """None: there is none, or it is deleted. ``hold``: nobody else changes it until the transaction
    ends."""
    table = models.Record
    rows = table.select().where((table.id == record_id) & (table.status != RecordStatus.DELETED))
    row = (held(rows) if hold else rows).get_or_none()
    if row is None:
        return None
    return Stored(
        record=row.id,
        campaign=row.campaign_id,
        status=row.status,
        audio=row.audio,
        progress=Progress(*(getattr(row, field.name) for field in fields(Progress))),
        typed=_typed(row.person, row.priority),
        spoken=spoken_fields(row.person),
        has_message=messages.of(row.id).path != "",
        called_back=row.scheduled_for is not None,
        stopped=_is_stopped(row.person),
    )


def _is_stopped(person: models.Person) -> bool:
    """By more than marks of phones."""
    mark = Mark(person.stop_reason, person.stop_source)
    return bool(person.stop_reason) and not is_by_marks(mark)


def _typed(row: models.Person, priority: int) -> Typed:
    own = {"account_number": row.account, "full_name": row.full_name, "province": row.province}
    phone = models.Phone
    phones = phone.select().where(phone.person == row.id).order_by(phone.position)
    return Typed(
        fields={**(row.fields or {}), **own},
        phones=tuple(TypedPhone(as_typed(p.number, p.extension), p.kind) for p in phones),
        custom=tuple((name, str(value)) for name, value in (row.custom or {}).items()),
        zone=row.zone or "",
        priority=str(priority),
        owner=row.owner_agent,
        zone_by_hand=row.zone_by_hand,
    )


def put(
    before: Stored, entry: Entry, now: datetime, *, unspoken: bool, several: bool = False
) -> bool:
    """False, and nothing written, when the record was taken for dialing meanwhile. ``unspoken``:
    its message says something else now. ``several``: an account may have more than one. Raises
    Duplicate (from the transaction).

    One that could be dialed at once is looked at again: what a tick has read of it (its number,
    where it is) is not claimed.
    """
    table = models.Record
    values = record_values(entry) | {"ready": False}
    if before.progress.ready(before.audio):
        values |= {"not_before": now}
    if several and entry.account != before.typed.fields["account_number"]:
        (values["copy"],) = known_records.copies_of(before.campaign, [entry.account])
    if unspoken:
        values |= {"audio": RecordAudio.NONE}
    same = (table.id == before.record) & (table.status == before.status)
    if not table.update(**values).where(same).execute():
        return False
    person = persons.own(before.record)
    models.Person.update(**person_values(entry)).where(models.Person.id == person).execute()
    _put_phones(before, person, entry.phones)
    phone_marks.settle(before.record)
    phone_marks.look_again(before.record, now)
    if unspoken:
        models.Message.update(error=NOTHING).where(models.Message.record == before.record).execute()
        spoil(before.campaign)
    return True


def person_values(entry: Entry) -> dict[str, Any]:
    """A person's, by column, but for their phones."""
    return _in_both(entry) | {
        "full_name": entry.full_name,
        "province": entry.province,
        "fields": entry.fields,
        "custom": entry.custom,
        "zone": entry.zone,
        "zone_by_hand": entry.zone_by_hand,
        "owner_agent": entry.owner,
    }


def record_values(entry: Entry) -> dict[str, Any]:
    """A record's, by column."""
    own_transfer = bool(entry.fields.get("did"))
    return _in_both(entry) | {"priority": entry.priority, "own_transfer": own_transfer}


def _in_both(entry: Entry) -> dict[str, Any]:
    key = account_key(entry.account)
    return {
        "account": entry.account,
        "account_key": key if key != entry.account else "",
        "gate": entry.gate,
    }


def spoil(campaign_id: int) -> None:
    """One of the campaign's messages is to be spoken."""
    table = models.Campaign
    ready = (table.id == campaign_id) & (table.audio_state == AudioState.READY)
    table.update(audio_state=AudioState.INCOMPLETE).where(ready).execute()


def _put_phones(before: Stored, person: int, phones: Sequence[RowPhone]) -> None:
    """Those that stay keep what is known of them; the next one stays the next, if it does."""
    table, mine = models.Phone, models.Phone.person == person
    there = {row.number: row for row in table.select().where(mine)}
    wanted = [phone.number for phone in phones]
    turn = {row.position: row.number for row in there.values()}.get(before.progress.next_phone)
    marked = [row.number for row in there.values() if row.do_not_call]
    if gone := set(marked) - set(wanted):
        phone_marks.keep(person, gone)
    table.delete().where(mine & table.number.not_in(wanted)).execute()
    table.update(position=table.position + OUT_OF_THE_WAY).where(mine).execute()
    for place, phone in enumerate(phones):
        values = {"position": place, "extension": phone.extension, "kind": phone.kind}
        if phone.number in there:
            table.update(**values).where(mine & (table.number == phone.number)).execute()
        else:
            new = {"person": person, "number": phone.number, "as_given": phone.as_given[:64]}
            table.create(**values, **new)
    phone_marks.recall(person)
    turn_at = wanted.index(turn) if turn in wanted else 0
    models.Record.update(next_phone=turn_at).where(models.Record.id == before.record).execute()
