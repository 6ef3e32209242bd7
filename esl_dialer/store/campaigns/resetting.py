"""Starting a campaign's list again: every record pending, but those that a stop protects."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from esl_dialer.core.calls.progress import NEW, PROMISED_IN_A_CALL, PROTECTED_STATUSES
from esl_dialer.core.campaigns.campaign import Campaign
from esl_dialer.core.rules.record_rules import contact_cap, number_heard, person_heard
from esl_dialer.core.words import CLAIMED_STATUSES, Outcome, RecordAudio, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.people import call_backs, holding, phone_marks
from esl_dialer.store.system import restorations


def as_new() -> dict[str, Any]:
    """The values of a record at the beginning of a run, but for whether it is ready."""
    return asdict(NEW) | {"scheduled_for": None, "held_by": "", "resolution": ""}


@dataclass(frozen=True, slots=True)
class Counts:
    """Records: what a reset re-queues, and what a stop protects. ``simulated`` of the first were

    stopped in a simulated call alone.
    """

    requeued: int
    protected: int
    simulated: int


def counts(campaign_id: int) -> Counts:
    statuses = campaigns.status_counts([campaign_id]).get(campaign_id, {})
    in_a_call = sum(statuses.get(status, 0) for status in PROMISED_IN_A_CALL)
    simulated = simulated_stops(campaign_id) if in_a_call else 0
    kept = sum(statuses.get(status, 0) for status in PROTECTED_STATUSES) - simulated
    return Counts(sum(statuses.values()) - kept, kept, simulated)


def simulated_stops(campaign_id: int) -> int:
    """Records that somebody stopped in a simulated call alone: that is, nobody."""
    table = models.Record
    mine = (table.campaign == campaign_id) & _stopped_by_nobody()
    return int(table.select().where(mine).count())


def stopped_by_nobody(record_id: int) -> bool:
    table = models.Record
    return bool(table.select().where((table.id == record_id) & _stopped_by_nobody()).count())


def _stopped_by_nobody() -> Any:
    """Of a record: its status was promised in a call, and no call of a person promised it. A
    disposition says do not call, a rule of the campaign stops: then no stop stands beside it."""
    table, attempt, person = models.Record, models.Attempt, models.Person
    wrong = attempt.outcome == Outcome.WRONG_PERSON
    stop = person.select(person.id).where(
        (person.id == table.person) & person.stop_reason.is_null(False)
    )
    ruled = ~_was(False) & (table.held_by == "") & ~fn.EXISTS(stop)
    return (
        ((table.status == RecordStatus.WRONG_PERSON) & _was(True, wrong) & ~_was(False, wrong))
        | ((table.status == RecordStatus.DNC) & _was(True, attempt.disposition != "") & ruled)
        | ((table.status == RecordStatus.STOPPED) & _was(True) & ruled)
    )


def _was(simulated: bool, how: Any = True) -> Any:
    """Of a record: it had such a call, simulated or of a person."""
    table = models.Attempt
    its = (table.record == models.Record.id) & (table.simulated == simulated) & how
    return fn.EXISTS(table.select(table.id).where(its))


def begin_run(before: Campaign, now: datetime) -> None:
    """The run after the one that the campaign was in ``before``; what attempts of the old one
    settle does not touch it.

    What simulated people heard in the old one holds nobody back any more: those whom it held are
    looked at again.
    """
    campaign, run, number = models.Campaign, models.CampaignRun, before.run_number + 1
    run.update(ended_at=now).where((run.campaign == before.id) & run.ended_at.is_null()).execute()
    run.create(campaign=before.id, number=number, started_at=now)
    campaign.update(run_number=number, updated_at=now).where(campaign.id == before.id).execute()
    if before.simulated:
        for rule in (number_heard, person_heard, contact_cap):
            holding.look_again(rule.__name__, now)


def requeue(campaign_id: int, after: int, limit: int, begun: datetime) -> int | None:
    """Make the next ``limit`` records pending; the last one's number, None when none is left.

    What was called since the new run was ``begun`` is of that run, and stays as it is. A call-back
    that is still to come stays agreed, and who was put off to another day after a restore stays so.
    """
    table = models.Record
    ids = table.select(table.id).where((table.campaign == campaign_id) & (table.id > after))
    last = (
        models.Record.select(fn.MAX(models.Record.id))
        .where(models.Record.id.in_(ids.order_by(table.id).limit(limit)))
        .scalar()
    )
    if last is None:
        return None
    within = (table.campaign == campaign_id) & (table.id > after) & (table.id <= last)
    of_old_run = table.last_attempt_at.is_null() | (table.last_attempt_at <= begun)
    promised = table.status.in_(list(PROTECTED_STATUSES)) & ~_stopped_by_nobody()
    free = within & of_old_run & table.status.not_in(list(CLAIMED_STATUSES)) & ~promised
    models.Phone.update(invalid=False).where(
        models.Phone.invalid & models.Phone.person.in_(table.select(table.person).where(free))
    ).execute()
    phone_marks.let_go(free)
    to_come, put_off = _call_back_to_come(begun), _put_off(begun)
    ready = table.audio == RecordAudio.READY
    table.update(**as_new(), ready=ready).where(free & ~to_come & ~put_off).execute()
    waits = as_new() | {"ready": False}
    until = {"not_before": table.not_before, "held_by": table.held_by}
    table.update(**waits | until).where(free & put_off & ~to_come).execute()
    agreed: dict[str, Any] = {
        "scheduled_for": table.scheduled_for,
        "not_before": table.scheduled_for,
        "held_by": call_backs.HELD_BY,
        "urgent": _is_call_back(),
    }
    call_backs.stand_as_new(table.select(table.id).where(free & to_come))
    table.update(**waits | agreed).where(free & to_come).execute()
    return int(last)


def _call_back_to_come(begun: datetime) -> Any:
    """Also what a list says of when to call. A claim takes it off."""
    at = models.Record.scheduled_for
    return at.is_null(False) & (at > begun)


def _is_call_back() -> Any:
    """First in line at its time; who a list says when to call is not."""
    table = models.CallBack
    return fn.EXISTS(table.select(table.record).where(table.record == models.Record.id))


def _put_off(begun: datetime) -> Any:
    table = models.Record
    waits = table.not_before.is_null(False) & (table.not_before > begun)
    return (table.held_by == restorations.HELD_BY) & waits
