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
from esl_dialer.store.lists import list_records
from esl_dialer.store.people import phone_marks
from esl_dialer.store.speech.audio import spoken_fields

OUT_OF_THE_WAY = 1000
"""Above every position: two phones of a record can't have one place, not even as they change."""


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
        typed=_typed(row),
        spoken=spoken_fields(row),
        has_message=row.audio_path != "",
        called_back=row.scheduled_for is not None,
        stopped=bool(row.stop_reason) and not is_by_marks(Mark(row.stop_reason, row.stop_source)),
    )


def _typed(row: models.Record) -> Typed:
    own = {"account_number": row.account, "full_name": row.full_name, "province": row.province}
    phone = models.Phone
    phones = phone.select().where(phone.record == row.id).order_by(phone.position)
    return Typed(
        fields={**(row.fields or {}), **own},
        phones=tuple(TypedPhone(as_typed(p.number, p.extension), p.kind) for p in phones),
        custom=tuple((name, str(value)) for name, value in (row.custom or {}).items()),
        zone=row.zone or "",
        priority=str(row.priority),
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
    values = values_of(entry) | {"ready": False}
    if before.progress.ready(before.audio):
        values |= {"not_before": now}
    if several and entry.account != before.typed.fields["account_number"]:
        (values["copy"],) = list_records.copies_of(before.campaign, [entry.account])
    if unspoken:
        values |= {"audio": RecordAudio.NONE, "audio_error": NOTHING}
    same = (table.id == before.record) & (table.status == before.status)
    if not table.update(**values).where(same).execute():
        return False
    _put_phones(before, entry.phones)
    phone_marks.settle(before.record)
    phone_marks.look_again(before.record, now)
    if unspoken:
        spoil(before.campaign)
    return True


def values_of(entry: Entry) -> dict[str, Any]:
    """A row's, but for its phones."""
    key = account_key(entry.account)
    return {
        "account": entry.account,
        "account_key": key if key != entry.account else "",
        "full_name": entry.full_name,
        "province": entry.province,
        "gate": entry.gate,
        "fields": entry.fields,
        "custom": entry.custom,
        "zone": entry.zone,
        "zone_by_hand": entry.zone_by_hand,
        "priority": entry.priority,
        "owner_agent": entry.owner,
    }


def spoil(campaign_id: int) -> None:
    """One of the campaign's messages is to be spoken."""
    table = models.Campaign
    ready = (table.id == campaign_id) & (table.audio_state == AudioState.READY)
    table.update(audio_state=AudioState.INCOMPLETE).where(ready).execute()


def _put_phones(before: Stored, phones: Sequence[RowPhone]) -> None:
    """Those that stay keep what is known of them; the next one stays the next, if it does."""
    table, mine = models.Phone, models.Phone.record == before.record
    there = {row.number: row for row in table.select().where(mine)}
    wanted = [phone.number for phone in phones]
    turn = {row.position: row.number for row in there.values()}.get(before.progress.next_phone)
    table.delete().where(mine & table.number.not_in(wanted)).execute()
    table.update(position=table.position + OUT_OF_THE_WAY).where(mine).execute()
    for place, phone in enumerate(phones):
        values = {"position": place, "extension": phone.extension, "kind": phone.kind}
        if phone.number in there:
            table.update(**values).where(mine & (table.number == phone.number)).execute()
        else:
            new = {"record": before.record, "number": phone.number, "as_given": phone.as_given[:64]}
            table.create(**values, **new)
    turn_at = wanted.index(turn) if turn in wanted else 0
    models.Record.update(next_phone=turn_at).where(models.Record.id == before.record).execute()
