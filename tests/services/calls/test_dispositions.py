"""Dispositions: made, put in sets, chosen by campaigns, said of calls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.calls.closing import FINISHED
from esl_dialer.core.calls.disposing import Said
from esl_dialer.core.calls.dispositions import SYSTEM, Disposition, Follows
from esl_dialer.core.words import Outcome, RecordStatus, RunState
from esl_dialer.engine.settling import settle
from esl_dialer.services.calls import disposing, dispositions
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.people import stops
from tests.services.rules.test_why import engine_says
from tests.store.rows import NOW, a_campaign, a_record, an_attempt, ended_call

NUMBER = "+14165550100"
HOUR = timedelta(hours=1)


@pytest.fixture
def campaign(ctx) -> int:
    engine_says({"up": True, "simulated": False})
    return a_campaign(name="January", transfer_number="4165559999", run_state=RunState.ACTIVE)


@pytest.fixture
def record(campaign) -> int:
    return a_record(campaign, NUMBER)


@pytest.fixture
def call(record) -> str:
    return ended(record, "mine")


def ended(record: int, name: str, how: Outcome = Outcome.HUNG_UP) -> str:
    """A call to the record that ended so."""
    assert an_attempt(record, name)
    assert settle(ended_call(name), how, "", NOW)
    return name


def row(record):
    return models.Record.get_by_id(record)


def say(ctx, call, key, **said):
    return disposing.dispose(ctx, call, key, Said(**said))


# --- made and put in sets ----------------------------------------------------------------------


def test_one_is_made_changed_and_deleted_and_its_key_is_never_anothers(ctx):
    made = dispositions.create(ctx, Disposition("  Left a  message ", "M"))
    assert (made.key, made.disposition.title, made.disposition.hot_key) == (
        "left_a_message", "Left a message", "m",
    )  # fmt: skip
    changed = dispositions.change(ctx, "left a message", {"minutes": 60})
    assert changed.disposition.minutes == 60
    assert [one.key for one in dispositions.every(ctx)] == [*SYSTEM, made.key]
    dispositions.delete(ctx, made.key)
    assert dispositions.create(ctx, made.disposition).key == "left_a_message_2"
    assert dispositions.titles(ctx)["left_a_message"] == "Left a message"


def test_what_is_wrong_is_said_beside_its_field(ctx):
    for wrong, field in (
        (Disposition(""), "title"),
        (Disposition("SALE MADE"), "title"),
        (Disposition("Another", "1"), "hot_key"),
    ):
        with pytest.raises(Invalid) as refused:
            dispositions.create(ctx, wrong)
        assert list(refused.value.problems) == [field]


def test_of_the_systems_own_the_key_and_the_wait_change_and_the_title_stays(ctx):
    assert dispositions.change(ctx, "busy", {"hot_key": "b"}).disposition.hot_key == "b"
    for values in ({"title": "Engaged"}, {"follows": Follows.FINAL}):
        with pytest.raises(Invalid):
            dispositions.change(ctx, "busy", values)
    with pytest.raises(Invalid):
        dispositions.delete(ctx, "busy")


def test_a_campaign_chooses_a_set_and_from_all_when_that_is_gone(ctx, campaign):
    keys = ["do_not_call", "sale_made"]
    made = dispositions.create_set(ctx, "Sales", keys).set
    before = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(before, disposition_set=made.id))
    assert [one.key for one in disposing.choices(ctx, campaign)] == keys
    assert dispositions.get_set(ctx, "sales").campaigns == 1
    changed = dispositions.change_set(ctx, made.id, keys=["busy"])
    assert [one.key for one in disposing.choices(ctx, campaign)] == ["busy"] == [*changed.set.keys]
    dispositions.delete_set(ctx, "Sales")
    assert campaigns.get(ctx, campaign).disposition_set == 0
    assert len(disposing.choices(ctx, campaign)) == len(SYSTEM)
    with pytest.raises(Invalid) as refused:
        editing.edit(ctx, campaign, replace(before, disposition_set=77))
    assert list(refused.value.problems) == ["disposition_set"]


@pytest.mark.parametrize(
    ("name", "keys", "field"),
    [("", ["busy"], "name"), ("12", ["busy"], "name"), ("A", [], "dispositions"),
     ("A", ["none"], "dispositions")],
)  # fmt: skip
def test_a_set_has_a_name_and_dispositions_that_there_are(ctx, name, keys, field):
    with pytest.raises(Invalid) as refused:
        dispositions.create_set(ctx, name, keys)
    assert list(refused.value.problems) == [field]


def test_two_sets_have_not_one_name(ctx):
    dispositions.create_set(ctx, "Sales", ["busy"])
    with pytest.raises(Invalid):
        dispositions.create_set(ctx, "SALES", ["busy"])


# --- said of calls -----------------------------------------------------------------------------


def test_a_call_back_is_the_records_and_said_again_something_else_takes_its_place(
    ctx, record, call
):
    done = say(ctx, call, "call_back", call_back="2026-11-24 09:00", note="at home")
    assert done.moved
    kept = row(record)
    assert (kept.scheduled_for, kept.urgent, kept.resolution) == (
        NOW + 23 * HOUR, True, "call_back",
    )  # fmt: skip
    assert models.CallBack.get().note == "at home"
    say(ctx, call, "not_interested")
    kept = row(record)
    assert (kept.status, kept.scheduled_for) == (RecordStatus.HUNG_UP, None)
    assert models.Attempt.get().disposition == "not_interested"
    assert models.SaidOfCall.get().note == ""


def test_a_promise_holds_the_person_in_every_run_and_campaign(ctx, campaign, record, call):
    say(ctx, call, "promise_to_pay", amount="120.50", promised_on="2026-11-30")
    kept = row(record)
    assert (kept.held_by, kept.ready) == ("promised", False)
    why_ = why.of_record(ctx, campaign, kept.account)
    assert (why_.rule, str(why_.text)) == (
        "promised", "they promised to pay 120.50 by 2026-11-30",
    )  # fmt: skip
    models.Record.update(status=RecordStatus.PENDING, not_before=None, ready=True).execute()
    assert why.of_record(ctx, campaign, kept.account).rule == "promised"
    say(ctx, call, "not_interested")
    assert models.Promise.select().count() == 0


def test_do_not_call_stops_the_number_for_everybody(ctx, record, call):
    say(ctx, call, "do_not_call")
    assert row(record).status is RecordStatus.DNC
    assert stops.matching([NUMBER]) == {NUMBER: "dnc"}


def test_a_bad_number_leaves_the_next_one(ctx, campaign):
    record = a_record(campaign, NUMBER, "+14165550101")
    phone = models.Phone.get(models.Phone.number == NUMBER)
    say(ctx, ended(record, "mine", Outcome.FAILED), "disconnected_number")
    assert models.Phone.get_by_id(phone.id).invalid
    assert row(record).next_phone == 1


def test_what_was_called_again_since_is_noted_and_stays(ctx, record, call):
    models.Record.update(ready=True, not_before=None).execute()
    assert an_attempt(record, "later", now=NOW + HOUR)
    assert not say(ctx, call, "not_interested").moved
    assert row(record).status is RecordStatus.QUEUED
    assert models.Attempt.get_by_id(call).disposition == "not_interested"


@pytest.mark.parametrize(("reason", "goes_on"), [("schedule", False), (FINISHED, True)])
def test_of_a_campaign_that_was_marked_complete_nobody_is_called_again(
    ctx, record, call, reason, goes_on
):
    """Where nothing was left to dial, there is something again."""
    models.Campaign.update(run_state=RunState.COMPLETED, run_reason=reason).execute()
    tomorrow = (NOW + 24 * HOUR).isoformat()
    done = say(ctx, call, "call_back", call_back=tomorrow)
    assert (done.moved, done.closed) == (True, not goes_on)
    its = row(record)
    waits = (RecordStatus.RETRY, True) if goes_on else (RecordStatus.HUNG_UP, False)
    assert (its.status, its.scheduled_for is not None) == waits
    assert models.Attempt.get().disposition == "call_back"
    if not goes_on:
        assert not say(ctx, call, "not_interested").closed


def test_an_open_call_an_unknown_one_and_a_strange_disposition_are_refused(ctx, record, call):
    models.Record.update(ready=True, not_before=None).execute()
    assert an_attempt(record, "goes on", now=NOW + HOUR)
    with pytest.raises(Refused):
        say(ctx, "goes on", "busy")
    with pytest.raises(NotFound):
        say(ctx, "none", "busy")
    for key in ("", "strange"):
        with pytest.raises(Invalid) as refused:
            say(ctx, call, key)
        assert list(refused.value.problems) == ["disposition"]
    with pytest.raises(Invalid) as refused:
        say(ctx, call, "promise_to_pay", amount="x")
    assert set(refused.value.problems) == {"amount", "promised_on"}


def test_who_only_looks_on_says_nothing(ctx, call, viewer):
    with pytest.raises(Forbidden):
        say(viewer, call, "busy")
    assert disposing.submit(viewer, call, "busy", Said()).moved
