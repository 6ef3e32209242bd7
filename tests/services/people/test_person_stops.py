"""Stops of a person: every record of theirs is held, in all campaigns, until it is removed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.words import RecordStatus, StopReason
from esl_dialer.services.errors import Forbidden, Invalid, NotFound
from esl_dialer.services.people import call_backs, person_stops
from esl_dialer.services.people.person_stops import Asked
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.calls import claims
from tests.services.rules.test_why import engine_says
from tests.store.rows import a_campaign, a_record, status_of

ANN, WORK = "+14165550100", "+14165550101"
DISPUTED = Asked("disputed", "letter of May 2")


@pytest.fixture
def records(ctx) -> dict[str, int]:
    """Of one person in two campaigns, and of another person of the same number."""
    engine_says({"up": True, "simulated": False})
    one, two = (a_campaign(transfer_number="4165559999") for _ in range(2))
    return {
        "here": a_record(one, ANN, person_key="ann", account="1"),
        "there": a_record(two, ANN, person_key="ann", account="2"),
        "bob": a_record(two, ANN, person_key="bob", account="3"),
    }


def row(record: int) -> models.Record:
    return models.Record.get_by_id(record)


def why_not(ctx, record: int):
    return why.of_number(ctx, row(record).campaign_id, record)


def test_one_stop_holds_every_record_of_the_person_and_nobody_else(ctx, records):
    made = person_stops.add(ctx, records["here"], DISPUTED)
    assert [status_of(one) for one in records.values()] == [
        RecordStatus.STOPPED, RecordStatus.STOPPED, RecordStatus.PENDING,
    ]  # fmt: skip
    assert not row(records["there"]).ready
    reason = why_not(ctx, records["there"])
    assert str(reason.text) == "a stop protects it: disputed"
    assert str(reason.source).startswith(f"stop of the person, set by {ctx.actor.name} on")
    assert (made.why, made.set_by, made.set_at) == (
        "letter of May 2", ctx.actor.name, ctx.now(),
    )  # fmt: skip
    noted = models.Audit.get(models.Audit.action == "person.stop")
    assert "letter of May 2" in str(noted.detail)


def test_removed_with_a_reason_they_go_on_where_they_were_and_it_stays_known(ctx, records):
    models.Record.update(attempts=2).where(models.Record.id == records["there"]).execute()
    made = person_stops.add(ctx, records["here"], DISPUTED)
    with pytest.raises(Invalid):
        person_stops.remove(ctx, records["here"], made.id, "  ")
    gone = person_stops.remove(ctx, records["there"], made.id, "settled")
    assert [status_of(one) for one in records.values()] == [
        RecordStatus.PENDING, RecordStatus.RETRY, RecordStatus.PENDING,
    ]  # fmt: skip
    assert row(records["here"]).ready
    assert (gone.withdrawn_why, gone.withdrawn_by) == ("settled", ctx.actor.name)
    assert person_stops.of_record(ctx, records["here"]) == [gone]
    with pytest.raises(Invalid, match="removed already"):
        person_stops.remove(ctx, records["here"], made.id, "again")


def test_of_two_stops_the_other_still_holds(ctx, records):
    first = person_stops.add(ctx, records["here"], DISPUTED)
    person_stops.add(ctx, records["there"], Asked("represented", "a lawyer called"))
    person_stops.remove(ctx, records["here"], first.id, "settled")
    reason = why_not(ctx, records["here"])
    assert str(reason.text) == "a stop protects it: represented"


def test_one_that_ends_says_when_and_ends_by_itself(ctx, records):
    until = (ctx.now() + timedelta(days=90)).isoformat()
    person_stops.add(ctx, records["here"], Asked("written_only", "a letter", until=until))
    assert status_of(records["here"]) is RecordStatus.PENDING
    assert row(records["here"]).held_by == "person_stopped"
    reason = why_not(ctx, records["here"])
    assert (reason.rule, reason.clears_at) == ("person_stopped", ctx.now() + timedelta(days=90))
    later = ctx.now() + timedelta(days=91)
    campaign = row(records["here"]).campaign_id
    assert getattr(why.of_record(ctx, campaign, "1", later), "rule", "") != "person_stopped"


def test_one_for_its_campaign_or_list_alone(ctx, records):
    person_stops.add(ctx, records["here"], replace(DISPUTED, scope="campaign"))
    assert status_of(records["here"]) is RecordStatus.STOPPED
    assert status_of(records["there"]) is RecordStatus.PENDING
    assert claims.load([records["there"]])[0].mark is None
    with pytest.raises(Invalid, match="of no list"):
        person_stops.add(ctx, records["there"], replace(DISPUTED, scope="list"))


def test_a_record_that_comes_later_is_held_as_a_tick_comes_to_it(ctx, records):
    person_stops.add(ctx, records["here"], DISPUTED)
    new = a_record(a_campaign(), WORK, person_key="ann", account="9")
    (candidate,) = claims.load([new])
    assert candidate.mark.reason is StopReason.DISPUTED
    with pytest.raises(Exception, match="not set"):
        call_backs.set_for(ctx, new, (ctx.now() + timedelta(hours=1)).isoformat())


def test_who_has_no_key_is_known_by_the_account(ctx):
    one, two = a_campaign(), a_campaign()
    records = [a_record(campaign, ANN, account="0012") for campaign in (one, two)]
    person_stops.add(ctx, records[0], DISPUTED)
    assert [status_of(record) for record in records] == [RecordStatus.STOPPED] * 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": "angry"}, "reason"),
        ({"scope": "planet"}, "scope"),
        ({"why": ""}, "why"),
        ({"until": "some day"}, "until"),
        ({"until": "2020-01-01"}, "until"),
    ],
)
def test_what_is_not_understood_is_told(ctx, records, changes, field):
    with pytest.raises(Invalid) as refused:
        person_stops.add(ctx, records["here"], replace(DISPUTED, **changes))
    assert set(refused.value.problems) == {field}


def test_who_may(ctx, records):
    viewer = replace(ctx, actor=replace(ctx.actor, permissions=frozenset({"view"})))
    with pytest.raises(Forbidden):
        person_stops.add(viewer, records["here"], DISPUTED)
    with pytest.raises(NotFound):
        person_stops.of_record(ctx, 999)
    with pytest.raises(NotFound):
        person_stops.get(ctx, records["here"], 999)
