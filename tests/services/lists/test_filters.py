"""Filters that people keep, and what a campaign's does to its records."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.campaigns.campaign import Draft
from esl_dialer.core.lists.by_hand import Changes
from esl_dialer.core.words import CampaignKind, RecordStatus, RunState
from esl_dialer.services.campaigns import archiving, campaigns, editing
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.services.lists import filters
from esl_dialer.services.people import call_backs
from esl_dialer.services.people import editing as people
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.lists import filtering
from tests.store.rows import NOW, a_record, status_of

OWING = {"column": "balance", "test": "greater", "value": "100"}
RECENT = {"column": "assign_date", "test": "last_days", "value": 7}


@pytest.fixture
def owing(ctx):
    return filters.create(ctx, "Owing", OWING).id


def a_campaign(ctx, filter_id: int = 0, name: str = "Spring", **values) -> int:
    draft = Draft(name, CampaignKind.MD, filter_id=filter_id, caller_ids=("18663123618",))
    return campaigns.create(ctx, replace(draft, **values)).id


def of(campaign: int, balance: str, **values) -> int:
    fields = {"balance": balance, "first_name": "ANN", "last_name": "ONE", "tfn": "8005550100"}
    return a_record(campaign, "+14165550100", fields=fields | values.pop("fields", {}), **values)


def choose(ctx, campaign: int, filter_id: int) -> None:
    before = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(before, filter_id=filter_id))


def test_a_filter_is_kept_found_renamed_and_changed(ctx, owing):
    made = filters.get(ctx, "OWING")
    assert (made.id, made.created_by) == (owing, ctx.actor.name)
    assert filters.number_of(ctx, "") == 0
    assert filters.number_of(ctx, str(owing)) == owing
    filters.change(ctx, owing, "  Owing  more ", {"column": "balance", "test": "greater",
                                                  "value": "200"})  # fmt: skip
    assert [one.name for one in filters.every(ctx)] == ["Owing more"]
    assert filters.change(ctx, owing) == filters.get(ctx, owing)
    actions = [row.action for row in models.Audit.select().order_by(models.Audit.id)]
    assert actions == ["filter.create", "filter.change"]


def test_what_is_wrong_is_told_at_once_by_name_and_condition(ctx, owing):
    with pytest.raises(Invalid) as refused:
        filters.create(ctx, "", {"all": [OWING, {"column": "nothing", "test": "equals"}]})
    assert sorted(refused.value.problems) == ["condition 2", "name"]
    for name in ("owing", "12", "x" * 65, "a\u200bb"):
        with pytest.raises(Invalid):
            filters.create(ctx, name, OWING)
    with pytest.raises(NotFound):
        filters.get(ctx, "Nobody's")


def test_who_may_only_look_looks_and_tries(ctx, viewer, owing):
    campaign = a_campaign(ctx)
    assert filters.every(viewer)
    assert filters.test(viewer, campaign, OWING).matching == 0
    for act in (
        lambda: filters.create(viewer, "Mine", OWING),
        lambda: filters.change(viewer, owing, "Mine"),
        lambda: filters.delete(viewer, owing),
    ):
        with pytest.raises(Forbidden):
            act()


def test_a_trial_counts_and_shows_the_first_fifty(ctx):
    campaign = a_campaign(ctx)
    for n in range(60):
        of(campaign, f"{n}.00", full_name=f"PERSON {n}")
    of(campaign, "500.00", status=RecordStatus.DELETED)
    tried = filters.test(ctx, campaign, {"column": "balance", "test": "greater", "value": "4"})
    assert (tried.matching, tried.records, len(tried.people)) == (55, 60, 50)
    assert tried.columns == ("Account Number 1", "Full Name", "Province", "Balance")
    assert tried.people[0].cells[1:] == ("PERSON 5", "ON", "5.00")
    assert str(tried.sentence) == "Balance is greater than 4"
    with pytest.raises(Invalid):
        filters.test(ctx, campaign, {})


def test_a_campaign_leaves_out_whom_its_filter_does_not_mean(ctx, owing):
    campaign = a_campaign(ctx)
    much, little, tried, done = (
        of(campaign, "500.00"),
        of(campaign, "50.00"),
        of(campaign, "10.00", status=RecordStatus.RETRY, ready=False,
           not_before=NOW + timedelta(hours=1)),
        of(campaign, "10.00", status=RecordStatus.COMPLETED, ready=False),
    )  # fmt: skip
    attempts = models.Record._meta.fields["attempts"]
    models.Record.update({attempts: 2}).where(models.Record.id == tried).execute()
    choose(ctx, campaign, owing)
    assert [status_of(one) for one in (much, little, tried, done)] == [
        "pending", "filtered_out", "filtered_out", "completed",
    ]  # fmt: skip
    answer = why.of_campaign(ctx, campaign)
    assert answer.held_back["filtered_out"] == 2
    account = models.Record.get_by_id(little).account
    assert why.of_record(ctx, campaign, account).rule == "not_active"
    models.Campaign.update(run_state=RunState.ACTIVE).execute()
    held = why.of_record(ctx, campaign, account)
    assert held.rule in ("engine_stopped", "filtered_out")
    choose(ctx, campaign, 0)
    assert [status_of(one) for one in (much, little, tried, done)] == [
        "pending", "pending", "retry", "completed",
    ]  # fmt: skip
    back = models.Record.get_by_id(tried)
    assert (back.ready, back.not_before) == (False, NOW + timedelta(hours=1))
    assert models.Record.get_by_id(little).ready


def test_a_change_of_the_filter_counts_at_once(ctx, owing):
    campaign = a_campaign(ctx, owing)
    record = of(campaign, "50.00")
    filters.change(ctx, owing, None, {"column": "balance", "test": "less", "value": "20"})
    assert status_of(record) == "filtered_out"
    filters.change(ctx, owing, None, {"column": "balance", "test": "less", "value": "60"})
    assert status_of(record) == "pending"


def test_an_edit_of_a_record_counts_at_once(ctx, owing):
    campaign = a_campaign(ctx, owing)
    record = of(campaign, "500.00")
    people.change(ctx, record, Changes(fields={"balance": "10"}))
    assert status_of(record) == "filtered_out"
    people.change(ctx, record, Changes(fields={"balance": "1000"}))
    assert status_of(record) == "pending"
    assert models.Record.get_by_id(record).not_before == NOW


def test_a_filter_stays_while_a_campaign_that_dials_uses_it(ctx, owing):
    using = a_campaign(ctx, owing)
    record = of(using, "1.00")
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    with pytest.raises(Refused):
        filters.delete(ctx, owing)
    assert filters.get(ctx, owing)
    models.Campaign.update(run_state=RunState.STOPPED).execute()
    choose(ctx, using, owing)
    filtering.ask(using)
    assert campaigns.apply_filter(ctx, using)
    assert status_of(record) == "filtered_out"
    assert filters.delete(ctx, owing).losing == ("Spring",)
    assert campaigns.get(ctx, using).filter_id == 0
    assert status_of(record) == "pending"


def test_no_campaign_chooses_what_is_not_there_and_a_clone_keeps_it(ctx, owing):
    for wrong in (owing + 1, -1, 2**40):
        with pytest.raises(Invalid) as refused:
            a_campaign(ctx, wrong)
        assert "filter_id" in refused.value.problems
    first = a_campaign(ctx, owing)
    assert archiving.clone(ctx, first, "Summer").filter_id == owing


def test_a_new_day_is_a_new_round(ctx):
    recent = filters.create(ctx, "Recent", RECENT).id
    campaign = a_campaign(ctx, recent)
    record = of(campaign, "1.00", fields={"assign_date": "2026-11-16"})
    assert campaigns.apply_filter(ctx, campaign)
    assert status_of(record) == "pending"
    assert not filtering.due(NOW + timedelta(hours=13))
    ctx.clock.at = NOW + timedelta(hours=14, minutes=1)
    assert filtering.due(ctx.now()) == [campaign]
    assert campaigns.apply_filter(ctx, campaign)
    assert status_of(record) == "filtered_out"
    assert not filtering.due(ctx.now())


def test_a_round_that_another_overtook_begins_anew(ctx, owing):
    campaign = a_campaign(ctx, owing)
    record = of(campaign, "50.00")
    old = filtering.begin(campaign, NOW)
    with filtering.transaction():
        filtering.ask(campaign)
        models.Filter.update(expression={"all": [OWING | {"test": "less"}]}).execute()
    again = filtering.step(old, NOW)
    assert (again.number, again.after) == (old.number + 1, 0)
    assert filtering.step(again, NOW) is None
    assert status_of(record) == "pending"


def test_start_says_that_the_filter_leaves_nobody(ctx, owing):
    campaign = a_campaign(ctx, owing)
    of(campaign, "50.00")
    with pytest.raises(Refused) as refused:
        campaigns.start(ctx, campaign)
    told = [str(one) for one in refused.value.reasons]
    assert told == ["its filter leaves out all of its records that are left to dial"]


def test_a_filter_that_is_gone_or_unread_means_nobody(ctx, owing):
    campaign = a_campaign(ctx, owing)
    record = of(campaign, "500.00")
    models.Filter.update(expression={"all": [{"column": "gone", "test": "equals"}]}).execute()
    filtering.ask(campaign)
    campaigns.apply_filter(ctx, campaign)
    assert status_of(record) == "filtered_out"


def test_whom_the_filter_leaves_out_gets_no_call_back(ctx, owing):
    campaign = a_campaign(ctx, owing)
    record = of(campaign, "1.00", status=RecordStatus.FILTERED_OUT, ready=False)
    with pytest.raises(Refused, match="filter leaves it out"):
        call_backs.set_for(ctx, record, "2026-11-24T12:00", "", again=True)


def test_a_reset_leaves_them_out_again(ctx, owing):
    campaign = a_campaign(ctx, owing)
    much = of(campaign, "500.00", status=RecordStatus.COMPLETED, ready=False)
    little = of(campaign, "5.00", status=RecordStatus.COMPLETED, ready=False)
    editing.reset(ctx, campaign)
    assert [status_of(much), status_of(little)] == ["pending", "filtered_out"]
