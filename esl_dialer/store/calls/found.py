"""Calls that the switch tells of and that this database does not know: they become attempts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from esl_dialer.core.calls.attempts import NewAttempt
from esl_dialer.core.calls.restored import OnSwitch
from esl_dialer.core.people.identity import account_key, creditor_of
from esl_dialer.core.words import DIALABLE_STATUSES, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from esl_dialer.store.speech import messages

FEW = 400
"""Ids asked for at a time."""


def unknown(ids: Sequence[str]) -> list[str]:
    """Those of them that are no attempt here, in their order."""
    table, known = models.Attempt, set()
    for start in range(0, len(ids), FEW):
        some = table.select(table.id).where(table.id.in_(ids[start : start + FEW]))
        known |= {row.id for row in some}
    return [one for one in ids if one not in known]


def attempt_of(
    call: OnSwitch, restored_at: datetime, *, owner: str, simulated: bool
) -> NewAttempt | None:
    """The call as an attempt of its record; None when there is no such record with that number.

    By both: a record that was imported after the backup is not here, and its number may be
    another's by now. Imported again after ``restored_at``, it is known by its number.
    """
    if (its := _named(call) or _came_again(call, restored_at)) is None:
        return None
    row, person, number = its, its.person, f"+{call.number}"
    message = messages.of(row.id)
    return NewAttempt(
        id=call.attempt,
        campaign=row.campaign_id,
        record=row.id,
        phone=its.phone.id,
        run=row.campaign.run_number,
        number=number,
        owner=owner,
        claimed_at=call.began_at,
        start_at=call.began_at,
        list_id=row.list_id,
        caller_id=call.caller_id,
        province=person.province,
        person_key=person.person_key,
        account=account_key(person.account),
        creditor=creditor_of(person.fields),
        simulated=simulated,
        switch_core=call.core,
        message_text=message.text,
        template_version=row.audio_version,
        audio_path=message.path,
        audio_ms=message.ms,
    )


def names_a_record(call: OnSwitch) -> bool:
    """Whether this database has the record that it names, with the number that it called."""
    return _named(call) is not None


def _named(call: OnSwitch) -> models.Record | None:
    table = models.Record
    named = (table.id == call.record) & (table.campaign == call.campaign)
    return _with_number(call).where(named).first()


def _came_again(call: OnSwitch, restored_at: datetime) -> models.Record | None:
    """Of the campaign that it names, where that has one: it may have been made again too."""
    later = _with_number(call).where(models.Record.created_at > restored_at)

    def order(its: models.Record) -> tuple[bool, int]:
        return its.campaign_id != call.campaign, its.phone.id

    return min(later, key=order, default=None)


def _with_number(call: OnSwitch) -> Any:
    """Records whose person has the number, each with that ``phone``."""
    table, person, phone, campaign = models.Record, models.Person, models.Phone, models.Campaign
    rows = table.select(table, person, phone, campaign).join(person)
    rows = rows.join_from(table, phone, on=(phone.person == table.person), attr="phone")
    return rows.join_from(table, campaign).where(phone.number == f"+{call.number}")


def put(new: NewAttempt) -> None:
    """Write the attempt, and claim its record for it unless another attempt has it, or it has come
    to its end: that one keeps when it was called. Inside a transaction."""
    table, claim = models.Record, models.Claim
    free = table.status.in_(list(DIALABLE_STATUSES))
    changes = table.update(status=RecordStatus.DIALING, ready=False, last_attempt_at=new.claimed_at)
    if changes.where((table.id == new.record) & free).execute():
        claim.insert(
            record=new.record, attempt_id=new.id, owner=new.owner, claimed_at=new.claimed_at
        ).execute()
    else:
        later = table.last_attempt_at.is_null() | (table.last_attempt_at < new.claimed_at)
        called = table.update(last_attempt_at=new.claimed_at)
        called.where((table.id == new.record) & ~free & later).execute()
    claims.place([new])
    attempt = models.Attempt
    given = {"handed_at": new.claimed_at, "sent_at": new.claimed_at}
    attempt.update(given).where(attempt.id == new.id).execute()


def note(call: OnSwitch, restoration: int, *, known: bool) -> bool:
    """That the switch told of it; False when it had been noted, and is no better ``known`` now."""
    table = models.FoundCall
    values = {
        "attempt_id": call.attempt,
        "restoration": restoration,
        "campaign_id": call.campaign,
        "record_id": call.record,
        "number": call.number,
        "began_at": call.began_at,
        "known": known,
    }
    if table.insert(values).on_conflict_ignore().as_rowcount().execute():
        return True
    mine = (table.attempt_id == call.attempt) & ~table.known
    return known and bool(table.update(known=True).where(mine).execute())


def newest_claim() -> datetime | None:
    """When a record was last taken for dialing, here."""
    table = models.Attempt
    row = table.select(table.start_at).order_by(table.start_at.desc()).first()
    return row.start_at if row else None
