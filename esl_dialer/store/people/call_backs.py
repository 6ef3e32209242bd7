"""Call-backs: set, taken back, and where their records stand without them."""

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from esl_dialer.core.calls.call_back import Standing, standing
from esl_dialer.core.calls.progress import NEW, Progress
from esl_dialer.core.people.identity import account_key
from esl_dialer.core.people.noted import whose
from esl_dialer.core.rules.record_rules import call_back
from esl_dialer.core.words import RecordAudio
from esl_dialer.store import models
from esl_dialer.store.database import held
from esl_dialer.store.people import person_stops

HELD_BY = call_back.__name__


@dataclass(frozen=True, slots=True)
class Called:
    """A record that is to be called back, or may be. ``before``: where it stands, or stood, without
    its call-back; ``stopped``: a list, or a mark on each of its phones, says not to call it."""

    record: int
    campaign: int
    account: str
    gate: str
    progress: Progress
    audio: RecordAudio
    stopped: bool
    scheduled_for: datetime | None
    before: Standing


@dataclass(frozen=True, slots=True)
class Agreed:
    """A call-back, as people see it."""

    at: datetime
    note: str
    set_by: str
    set_at: datetime


def find(record_id: int) -> Called | None:
    """None: there is no such record. Nobody else changes it until the transaction ends."""
    row = held(models.Record.select().where(models.Record.id == record_id)).get_or_none()
    if row is None:
        return None
    progress = Progress(*(getattr(row, field.name) for field in fields(Progress)))
    kept = _kept(record_id) if row.scheduled_for else None
    return Called(
        record=row.id,
        campaign=row.campaign_id,
        account=row.account,
        gate=row.gate,
        progress=progress,
        audio=row.audio,
        stopped=row.person.stop_reason is not None or _stopped(row),
        scheduled_for=row.scheduled_for,
        before=_without(row, kept, progress),
    )


def _stopped(row: models.Record) -> bool:
    asked = (whose(row.person.person_key, account_key(row.account)), row.campaign_id, row.list_id)
    (found,) = person_stops.held([asked])
    return found.mark is not None


def _without(row: models.Record, kept: Any, progress: Progress) -> Standing:
    """What a rule held back is asked about again: it waits for no attempt of its own."""
    if kept is not None:
        return Standing(kept.status, kept.urgent, kept.not_before)
    return replace(standing(progress), not_before=None) if row.held_by else standing(progress)


def agreed(record_id: int, at: datetime) -> Agreed:
    """What is known of the call-back that the record has for then."""
    kept = _kept(record_id)
    return Agreed(at, kept.note, kept.set_by, kept.set_at) if kept else Agreed(at, "", "", at)


def _kept(record_id: int) -> Any:
    return models.CallBack.get_or_none(models.CallBack.record == record_id)


def put(called: Called, to: Progress, at: datetime, told: dict[str, Any]) -> bool:
    """False, and nothing written, when the record has moved on. ``told``: note, by whom, when."""
    if not _move(called, to, ready=False, scheduled_for=at, held_by=HELD_BY):
        return False
    table = models.CallBack
    values = told | asdict(called.before)
    kept = table.insert(record=called.record, **values)
    kept.on_conflict(conflict_target=[table.record], update=values).execute()
    return True


def take_back(called: Called, to: Progress) -> bool:
    """False, and nothing written, when the record has moved on."""
    return _move(called, to, ready=to.ready(called.audio), scheduled_for=None, held_by="")


def stand_as_new(records: Any) -> None:
    """Where these records, a query of their numbers, stand without their call-backs: at the
    beginning of a run."""
    table = models.CallBack
    values = asdict(standing(NEW))
    table.update(**values).where(table.record.in_(records)).execute()


def _move(called: Called, to: Progress, **also: Any) -> bool:
    table = models.Record
    same = (table.id == called.record) & (table.status == called.progress.status)
    if called.scheduled_for:
        same &= table.scheduled_for == called.scheduled_for
    else:
        same &= table.scheduled_for.is_null()
    return bool(table.update(**asdict(to), **also).where(same).execute())
