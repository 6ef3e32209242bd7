"""A campaign copied into a database of its own, to be rehearsed there without a trace here."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peewee import Database, ModelSelect

from esl_dialer.core.calls.progress import PROTECTED_STATUSES
from esl_dialer.core.campaigns.schedule import Schedule
from esl_dialer.core.words import CallState, RecordAudio, RunState
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from esl_dialer.store.campaigns.resetting import as_new
from esl_dialer.store.database import open_beside

BATCH = 400
"""Rows copied at a time."""

SETTINGS = ("global_cpm", "global_max_cpm", "default_caller_id", "dnc_scope", "business_zone")
"""What holds for a rehearsal too."""

_WHOLE = (
    *(models.DncList, models.Stop, models.Filter, models.LawChange, models.LawPack),
    *(models.PersonStop, models.Consent),
    *(models.DispositionRow, models.DispositionSet, models.DispositionChoice),
)
"""Tables that are copied as they are: what holds people back, and what is chosen from."""

_UNTOLD: dict[str, Any] = {"last_attempt_at": None}
"""What a rehearsed record has left behind, beside how far it is."""

_OF_A_LIST = ("id", "campaign", "name", "active", "created_at")
"""What rules and filters ask of a list; its file stays here."""


def copy_campaign(
    campaign_id: int,
    url: str,
    now: datetime,
    most: int | None = None,
    cpm: float | None = None,
) -> int:
    """Copy a campaign, its first ``most`` records as if they were new, every stop and consent, and
    what may be said of calls.

    ``url`` is a database that does not exist yet; ``cpm`` is the copy's speed, if not the
    campaign's own. Returns how many records were copied. Numbers (of the campaign, of its
    records) stay what they are.
    """
    target = open_beside(url)
    try:
        with target.atomic():
            _copy_settings(target)
            for table in _WHOLE:
                _copy(target, table, table.select().dicts())
            _copy_one(target, campaign_id, cpm, now)
            _copy_lists(target, campaign_id)
            renewal = models.GateRenewal
            mine = renewal.select().where(renewal.campaign == campaign_id)
            _copy(target, renewal, mine.dicts(), after=0)
            return _copy_records(target, campaign_id, most)
    finally:
        target.close()


def dials_of(attempt_id: str) -> tuple[int, int]:
    """How many times the attempt's number, and its representative's, were dialed: this one too.

    A test call is no attempt: each is the first.
    """
    table = models.Attempt
    row = table.get_or_none(table.id == attempt_id)
    if row is None:
        return 1, 1
    earlier = (table.id != row.id) & table.created_at.is_null(False)
    contact = table.select().where(earlier & (table.number == row.number)).count()
    connected = table.select().join(models.Campaign).where(earlier & attempts.asked_to_transfer())
    same = connected.where(table.transfer_number == row.transfer_number)
    return contact + 1, same.count() + 1


def outcomes() -> dict[str, int]:
    """How many ended attempts came to which outcome, in this database."""
    table = models.Attempt
    counts: dict[str, int] = {}
    for row in table.select(table.outcome).where(table.state == CallState.ENDED):
        counts[str(row.outcome)] = counts.get(str(row.outcome), 0) + 1
    return dict(sorted(counts.items()))


def _copy_settings(target: Database) -> None:
    table = models.Setting
    _copy(target, table, table.select().where(table.key.in_(SETTINGS)).dicts())


def _copy_one(target: Database, campaign_id: int, cpm: float | None, now: datetime) -> None:
    table = models.Campaign
    for row in table.select().where(table.id == campaign_id).dicts():
        fresh = {
            "run_state": RunState.DRAFT,
            "run_number": 1,
            "next_start_at": None,
            "undoing": None,
            "schedule": Schedule(),
            "closing_at": None,
            "renewing_at": None,
        }
        fresh |= {"cpm": cpm or row["cpm"]}
        _insert(target, table, [row | fresh])
        run = {"campaign": campaign_id, "number": 1, "started_at": now}
        _insert(target, models.CampaignRun, [run])


def _copy_lists(target: Database, campaign_id: int) -> None:
    table = models.List
    query = table.select(*(getattr(table, name) for name in _OF_A_LIST))
    record = models.Record
    of_its_records = record.select(record.list).where(record.campaign == campaign_id)
    mine = (table.campaign == campaign_id) | table.id.in_(of_its_records)
    _copy(target, table, query.where(mine).dicts(), campaign=campaign_id)


def _copy_records(target: Database, campaign_id: int, most: int | None) -> int:
    copied = 0
    for rows in _batches(campaign_id, most):
        people, records = [row["person"] for row in rows], [row["id"] for row in rows]
        person, phone, message = models.Person, models.Phone, models.Message
        alone = {"list": None, "import_id": None, "former_import_id": None}
        _copy(target, person, person.select().where(person.id.in_(people)).dicts(), **alone)
        _insert(target, models.Record, [_as_new(row) for row in rows])
        _copy(target, message, message.select().where(message.record.in_(records)).dicts())
        promise = models.Promise
        _copy(target, promise, promise.select().where(promise.person.in_(people)).dicts())
        phones = phone.select().where(phone.person.in_(people))
        _copy(target, phone, phones.order_by(phone.id).dicts(), dialed=0)
        copied += len(rows)
    return copied


def _batches(campaign_id: int, most: int | None) -> Iterator[list[dict[str, Any]]]:
    table, after, left = models.Record, -1, most
    mine = table.select().where(table.campaign == campaign_id).order_by(table.position)
    while left is None or left > 0:
        limit = BATCH if left is None else min(BATCH, left)
        rows = list(mine.where(table.position > after).limit(limit).dicts())
        if not rows:
            return
        yield rows
        after = rows[-1]["position"]
        left = None if left is None else left - len(rows)


def _as_new(row: dict[str, Any]) -> dict[str, Any]:
    new = row | as_new() | _UNTOLD
    if row["status"] in PROTECTED_STATUSES:
        return new | {"status": row["status"], "ready": False}
    return new | {"ready": row["audio"] == RecordAudio.READY}


def _copy(target: Database, table: Any, query: ModelSelect, **changes: Any) -> None:
    rows = [row | changes for row in query]
    for start in range(0, len(rows), BATCH):
        _insert(target, table, rows[start : start + BATCH])


def _insert(target: Database, table: Any, rows: list[dict[str, Any]]) -> None:
    """By field, not by name: a name may be a back reference's too."""
    named = table._meta.fields
    values = [{named[name]: value for name, value in row.items()} for row in rows]
    with target.bind_ctx([table]):
        table.insert_many(values).execute()
