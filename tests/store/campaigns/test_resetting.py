"""What a reset spares: a promise that somebody made, and not one that nobody made."""

import pytest

from esl_dialer.core.words import CallState, Outcome, RecordStatus
from esl_dialer.store import models
from esl_dialer.store.campaigns import resetting
from esl_dialer.store.campaigns.resetting import Counts
from esl_dialer.store.database import transaction
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, phones_of

WRONG = RecordStatus.WRONG_PERSON


def said_two(campaign: int, *simulated: bool) -> int:
    """A record that was told to be a wrong person, in calls of which some were simulated."""
    record = a_record(campaign, "+14165550100")
    for n, was_simulated in enumerate(simulated):
        with transaction():
            assert an_attempt(record, f"{record}-{n}", simulated=was_simulated)
        models.Claim.delete().execute()
        ended = {"state": CallState.ENDED, "outcome": Outcome.WRONG_PERSON, "settled_at": NOW}
        models.Attempt.update(ended).where(models.Attempt.id == f"{record}-{n}").execute()
        models.Record.update(status=RecordStatus.PENDING, ready=True).execute()
    models.Record.update(status=WRONG, ready=False).where(models.Record.id == record).execute()
    return record


@pytest.mark.parametrize(
    ("simulated", "spared"),
    [((True,), False), ((False,), True), ((True, False), True), ((False, True), True), ((), True)],
)
@pytest.mark.parametrize("last_start", [True, False])
def test_a_two_that_nobody_pressed_is_taken_back_and_a_real_one_never_is(
    db, simulated, spared, last_start
):
    """Whatever the campaign was started on last: a real 2 outlasts a rehearsal of it."""
    campaign = a_campaign(simulated=last_start)
    record = said_two(campaign, *simulated)
    assert resetting.counts(campaign) == Counts(int(not spared), int(spared), int(not spared))
    assert resetting.stopped_by_nobody(record) is not spared
    models.Phone.update(invalid=True).execute()
    resetting.requeue(campaign, 0, 100, NOW)
    now = models.Record.get_by_id(record)
    assert now.status == (WRONG if spared else RecordStatus.PENDING)
    assert phones_of(record)[0].invalid is spared


def test_other_promises_are_kept_in_a_simulation_too(db):
    campaign = a_campaign(simulated=True)
    for status in (RecordStatus.DNC, RecordStatus.STOPPED):
        a_record(campaign, "+14165550100", status=status, ready=False)
    a_record(campaign, "+14165550101", status=RecordStatus.BUSY, ready=False)
    assert resetting.counts(campaign) == Counts(1, 2, 0)
    resetting.requeue(campaign, 0, 100, NOW)
    assert {row.status for row in models.Record.select()} == {"dnc", "stopped", "pending"}


@pytest.mark.parametrize(
    ("status", "said", "simulated", "spared"),
    [
        (RecordStatus.DNC, "do_not_call", True, False),
        (RecordStatus.STOPPED, "", True, False),
        (RecordStatus.DNC, "", True, True),
        (RecordStatus.DNC, "do_not_call", False, True),
        (RecordStatus.STOPPED, "", False, True),
    ],
)
def test_what_was_said_or_ruled_of_a_simulated_call_stops_nobody(
    db, status, said, simulated, spared
):
    campaign = a_campaign(simulated=True)
    record = said_two(campaign, simulated)
    models.Attempt.update(outcome=Outcome.NO_ANSWER, disposition=said).execute()
    models.Record.update(status=status).execute()
    assert resetting.counts(campaign).simulated == int(not spared)
    resetting.requeue(campaign, 0, 100, NOW)
    assert models.Record.get_by_id(record).status == (status if spared else RecordStatus.PENDING)
