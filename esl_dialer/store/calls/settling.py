"""Closing an attempt and moving its record on, in one transaction."""

from datetime import datetime

from esl_dialer.core.calls.call import Call, heard, number_is_bad, outcome_of
from esl_dialer.core.calls.correcting import Since, before_lost, record_waits
from esl_dialer.core.calls.retry import URGENT, Next, Standing, after
from esl_dialer.core.people.stops import key_of
from esl_dialer.core.words import (
    CLAIMED_STATUSES,
    DIALABLE_STATUSES,
    NOT_IN_RESULTS,
    CallState,
    CampaignKind,
    Outcome,
    RecordAudio,
    RecordStatus,
    RunState,
    StopReason,
    StopScope,
)
from esl_dialer.store import models
from esl_dialer.store.calls import attempts
from esl_dialer.store.system import outbox


def settle(call: Call, how: Outcome, cause: str, now: datetime) -> bool:
    """Close the attempt with this outcome and decide what the record becomes.

    Runs inside the caller's transaction. False when it had been settled: then nothing changes. A
    record whose campaign was reset since, or that another attempt holds, is left alone.
    """
    if not attempts.close(call, how, cause, now):
        return False
    row = models.Attempt.get_by_id(call.attempt)
    attempts.end_leg(call.attempt, cause, call.ended_at or now)
    _note_phone(row, how, call)
    if _release(row):
        _move_on(row, call, how, now)
    _stop_and_tell(row, how, now)
    return True


def _release(row: models.Attempt) -> bool:
    """Give the record back; False when the claim is not this attempt's."""
    table = models.Claim
    mine = (table.record == row.record_id) & (table.attempt_id == row.id)
    return bool(table.delete().where(mine).execute())


def _move_on(row: models.Attempt, call: Call, how: Outcome, now: datetime) -> None:
    campaign = models.Campaign.get_by_id(row.campaign_id)
    if row.run != campaign.run_number:
        _free(row.record_id)
        return
    record = models.Record.get_by_id(row.record_id)
    was_heard = heard(call)
    following = after(
        how,
        _standing(record, campaign, row, how),
        now,
        heard=was_heard,
        bad_number=number_is_bad(call),
    )
    _write(record, following, how, now if was_heard else record.heard_at)


def _free(record_id: int) -> None:
    """A record that was claimed while its campaign was reset begins the new run like the others."""
    table = models.Record
    table.update(
        status=RecordStatus.PENDING,
        ready=table.audio == RecordAudio.READY,
        attempts=0,
        refusals=0,
        next_phone=0,
        not_before=None,
    ).where((table.id == record_id) & table.status.in_(CLAIMED_STATUSES)).execute()


def _write(record: models.Record, following: Next, how: Outcome, heard_at: datetime | None) -> None:
    table = models.Record
    table.update(
        status=following.status,
        ready=False,
        attempts=following.attempts,
        refusals=following.refusals,
        next_phone=following.next_phone,
        not_before=following.not_before,
        priority=record.priority % URGENT + following.urgent * URGENT,
        last_outcome=how,
        heard_at=heard_at,
    ).where(table.id == record.id).execute()


def _standing(
    record: models.Record, campaign: models.Campaign, row: models.Attempt, how: Outcome
) -> Standing:
    policy: dict[str, int] = campaign.retry_policy or {}
    table = models.Phone
    mine = table.select(table.id, table.position, table.invalid).where(table.record == record.id)
    phones = list(mine.order_by(table.position))
    dialed = next((p.position for p in phones if p.id == row.phone_id), record.next_phone)
    return Standing(
        attempts=record.attempts,
        refusals=record.refusals,
        phone=dialed,
        phones=tuple(p.position for p in phones if not p.invalid),
        max_attempts=campaign.max_attempts,
        retry_minutes=policy.get(how) or campaign.retry_minutes,
        kind=CampaignKind(campaign.kind),
        heard_at=record.heard_at,
    )


def _note_phone(row: models.Attempt, how: Outcome, call: Call) -> None:
    if row.phone_id is None or how in NOT_IN_RESULTS:
        return
    table = models.Phone
    bad = number_is_bad(call) or how is Outcome.WRONG_PERSON
    changes = {"dialed": table.dialed + 1} | ({"invalid": True} if bad else {})
    table.update(changes).where(table.id == row.phone_id).execute()


def _stop_and_tell(row: models.Attempt, how: Outcome, now: datetime) -> None:
    """What follows from an outcome beside the record's next step, a corrected one too."""
    if how is Outcome.WRONG_PERSON and not row.simulated:
        _stop_number(row, now)
    outbox.put_attempt(row.id, row.record_id, row.campaign_id, CallState.ENDED, now, outcome=how)


def _stop_number(row: models.Attempt, now: datetime) -> None:
    models.Stop.insert(
        scope=StopScope.NUMBER,
        value=key_of(row.number),
        reason=StopReason.WRONG_PERSON,
        note="pressed 2",
        attempt_id=row.id,
        created_at=now,
        created_by="callee",
    ).on_conflict_ignore().execute()


def revise_to_lost(attempt_id: str, now: datetime) -> bool:
    """An attempt closed as never placed turns out to ring: from now on it counts.

    False when it was closed otherwise. A record that is free waits for its next time.
    """
    table = models.Attempt
    never = (table.id == attempt_id) & (table.outcome == Outcome.NOT_PLACED)
    if not table.update(outcome=Outcome.LOST).where(never).execute():
        return False
    row = table.get_by_id(attempt_id)
    record = models.Record.get_by_id(row.record_id)
    if record.status in DIALABLE_STATUSES:
        campaign = models.Campaign.get_by_id(row.campaign_id)
        following = after(
            Outcome.LOST,
            _standing(record, campaign, row, Outcome.LOST),
            now,
            heard=False,
            bad_number=False,
        )
        _write(record, following, Outcome.LOST, record.heard_at)
    _stop_and_tell(row, Outcome.LOST, now)
    return True


def revise_lost(call: Call, now: datetime) -> bool:
    """A lost attempt's end is known after all: the attempt says so, and a record that still waits
    where it was left goes on from there. False when the attempt is not lost (any more)."""
    how = outcome_of(call)
    if not attempts.replace_lost(call, how):
        return False
    row = models.Attempt.get_by_id(call.attempt)
    attempts.end_leg(call.attempt, call.cause, call.ended_at or now)
    _note_phone_again(row, how, call)
    _go_on_from_lost(row, call, how, now)
    _stop_and_tell(row, how, now)
    return True


def _note_phone_again(row: models.Attempt, how: Outcome, call: Call) -> None:
    """Its dial was counted when the attempt was lost."""
    table = models.Phone
    bad = number_is_bad(call) or how is Outcome.WRONG_PERSON
    changes = {"invalid": True} if bad else {}
    changes |= {"dialed": table.dialed - 1} if how in NOT_IN_RESULTS else {}
    if row.phone_id is not None and changes:
        table.update(changes).where(table.id == row.phone_id).execute()


def _go_on_from_lost(row: models.Attempt, call: Call, how: Outcome, now: datetime) -> None:
    record = models.Record.get_by_id(row.record_id)
    campaign = models.Campaign.get_by_id(row.campaign_id)
    if not record_waits(row.id, row.run, _since(record, campaign)):
        return
    ended = call.ended_at or now
    following = after(
        how,
        before_lost(_standing(record, campaign, row, how)),
        ended,
        heard=heard(call),
        bad_number=number_is_bad(call),
    )
    _write(record, following, how, ended if heard(call) else record.heard_at)
    if following.dialable and campaign.run_state is RunState.COMPLETED:
        outbox.put("campaign.reopened", {"completed": str(campaign.run_state_at)}, now, campaign.id)


def _since(record: models.Record, campaign: models.Campaign) -> Since:
    table, claim = models.Attempt, models.Claim
    mine = table.select(table.id).where(table.record == record.id)
    latest = mine.order_by(table.claimed_at.desc()).first()
    return Since(
        run=campaign.run_number,
        claimed=claim.select().where(claim.record == record.id).exists(),
        latest=latest.id if latest else "",
        status=record.status,
        last_outcome=record.last_outcome,
    )


def revise_to_wrong_person(call: Call, now: datetime) -> bool:
    """A late key 2 corrects an attempt that was settled without it; False when nothing changes."""
    row = models.Attempt.get_by_id(call.attempt)
    if row.outcome not in (Outcome.HUNG_UP, Outcome.COMPLETED, Outcome.LOST):
        return False
    attempts.correct(call, Outcome.WRONG_PERSON)
    models.Phone.update(invalid=True).where(models.Phone.id == row.phone_id).execute()
    if row.run == models.Campaign.get_by_id(row.campaign_id).run_number:
        table = models.Record
        table.update(
            status=RecordStatus.WRONG_PERSON,
            ready=False,
            not_before=None,
            last_outcome=Outcome.WRONG_PERSON,
        ).where(table.id == row.record_id).execute()
    _stop_and_tell(row, Outcome.WRONG_PERSON, now)
    return True
