"""Campaigns: made with all problems told at once, started with all reasons told at once."""

import json
import math
from dataclasses import asdict, replace

import pytest

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.campaigns.campaign import FIELDS
from esl_dialer.core.campaigns.hours import DailyHours, Window
from esl_dialer.core.flows import FLOWS
from esl_dialer.core.words import Caller, CallKind, CampaignKind, RecordAudio, RunState
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.context import Actor, Context
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.store.rows import NOW, a_record, an_import

LB = CampaignKind.LB


def made(ctx: Context, **values: object) -> int:
    plain = {"name": "January", "kind": LB, "caller_ids": ("18663123618",)}
    return campaigns.create(ctx, Draft(**plain | values)).id


def startable(ctx: Context, **values: object) -> int:
    campaign = made(ctx, transfer_number="4169013704", **values)
    a_record(campaign, "+14165550100")
    return campaign


def reasons(ctx: Context, campaign: int) -> list[str]:
    with pytest.raises(Refused) as refused:
        campaigns.start(ctx, campaign)
    return [str(reason) for reason in refused.value.reasons]


def test_a_new_campaign_is_a_draft_with_the_default_texts(ctx):
    campaign = campaigns.get(ctx, made(ctx))
    assert (campaign.run_state, campaign.run_number) == (RunState.DRAFT, 1)
    assert campaign.window == Window.of(DailyHours(9 * 60, 18 * 60 + 45))
    assert campaign.template_en == settings.get("default_lb_template_en")
    assert campaign.template_fr == settings.get("default_lb_template_fr")
    assert [(a.actor, a.action) for a in models.Audit.select()] == [
        ("command line", "campaign.create")
    ]


def test_a_text_of_ones_own_is_not_mixed_with_a_default(ctx):
    campaign = campaigns.get(ctx, made(ctx, template_en="Hello {full_name}."))
    assert (campaign.template_en, campaign.template_fr) == ("Hello {full_name}.", "")


def test_every_problem_of_a_draft_is_told_at_once(ctx):
    with pytest.raises(Invalid) as invalid:
        made(
            ctx,
            name="  ",
            template_en="{unheard_of}",
            template_fr="{",
            cpm=0.0,
            window=Window.of(DailyHours(600, 600)),
            max_attempts=0,
            empty_variable="whatever",
        )
    assert set(invalid.value.problems) == {
        "name",
        "template_en",
        "template_fr",
        "cpm",
        "window",
        "max_attempts",
        "empty_variable",
    }
    assert models.Campaign.select().count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"cpm": math.nan},
        {"cpm": math.inf},
        {"cpm": -1.0},
        {"cpm": 1e-12},
        {"ring_timeout": 0},
        {"longest_call": -5},
        {"retry_minutes": 0},
        {"name": "x" * 129},
        {"window": Window.of(DailyHours(-1, 600))},
        {"window": Window.of(DailyHours(600, 1441))},
    ],
)
def test_what_would_dial_wrongly_is_no_campaign(ctx, values):
    with pytest.raises(Invalid) as invalid:
        made(ctx, **values)
    assert set(invalid.value.problems) == set(values)


def test_calls_of_a_type_that_plays_a_recorded_voice_are_not_live(ctx):
    with pytest.raises(Invalid, match="begin with a recorded voice") as invalid:
        made(ctx, call_kind=CallKind.LIVE)
    assert set(invalid.value.problems) == {"call_kind"}
    there = campaigns.get(ctx, made(ctx))
    with pytest.raises(Invalid, match="begin with a recorded voice"):
        editing.edit(ctx, there.id, replace(editing.draft_of(there), call_kind=CallKind.LIVE))
    assert set(FIELDS["call_kind"].choices) == {flow.call_kind for flow in FLOWS.values()}


def test_who_calls_is_changed_by_who_may_change_settings_with_the_reason(ctx):
    there = campaigns.get(ctx, made(ctx, caller=Caller.CREDITOR))
    other = replace(editing.draft_of(there), caller=Caller.BANK)
    with pytest.raises(Invalid, match="say why") as invalid:
        editing.edit(ctx, there.id, other, " ")
    assert set(invalid.value.problems) == {"caller_reason"}
    manager = Context(ctx.config, ctx.clock, Actor("max", frozenset(
        {Permission.VIEW, Permission.MANAGE_CAMPAIGNS})))  # fmt: skip
    with pytest.raises(Forbidden):
        editing.edit(manager, there.id, other, "the debt was sold")
    same = replace(editing.draft_of(there), max_attempts=3)
    assert editing.edit(manager, there.id, same).max_attempts == 3
    changed = editing.edit(ctx, there.id, replace(same, caller=Caller.BANK), "the debt was sold")
    assert changed.caller is Caller.BANK
    (noted,) = models.Audit.select().where(models.Audit.action == "campaign.caller")
    assert noted.detail == {
        "before": "creditor", "after": "bank", "reason": "the debt was sold",
    }  # fmt: skip


def test_a_name_is_used_once(ctx):
    made(ctx)
    with pytest.raises(Invalid, match="already a campaign"):
        made(ctx)


def test_a_campaign_with_all_it_needs_starts(ctx):
    campaign = startable(ctx)
    started = campaigns.start(ctx, campaign)
    assert (started.run_state, started.simulated) == (RunState.ACTIVE, True)
    assert campaigns.start(ctx, campaign) == started
    actions = [a.action for a in models.Audit.select().order_by(models.Audit.id)]
    assert actions == ["campaign.create", "campaign.start"]


def test_every_reason_against_a_start_is_told_at_once(ctx):
    campaign = made(ctx, caller_ids=())
    a_record(campaign, "+14165550100", audio=RecordAudio.NONE, ready=False)
    a_record(campaign, "+14165550100", fields={"did": "4169013704"})
    an_import(
        campaign=campaign, name="l", file_name="l", stored_path="l", sha256="", created_at=NOW
    )
    assert reasons(ctx, campaign) == [
        "a list is still being imported",
        "1 of 2 records has no audio: generate it",
        "it has no caller ID, and there is no default_caller_id",
        "1 record without a DID, and no transfer number",
    ]
    assert campaigns.get(ctx, campaign).run_state is RunState.DRAFT


def test_audio_that_asks_nobody_who_they_are_starts_no_campaign_that_does(ctx):
    campaign = startable(ctx)
    models.Record.update(audio_version=1).execute()
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    asks = editing.edit(ctx, campaign, replace(draft, right_party=True))
    assert asks.flow.confirmed_by == "1"
    assert reasons(ctx, campaign) == [
        "the audio of 1 record does not ask who they are: generate all of it again"
    ]
    models.Record.update(audio_version=asks.template_version).execute()
    assert campaigns.start(ctx, campaign).right_party
    with pytest.raises(Invalid, match="pause or stop it first"):
        editing.edit(ctx, campaign, draft)
    drop = replace(draft, name="Drop", kind=CampaignKind.MD, right_party=True)
    assert not campaigns.create(ctx, drop).right_party


def test_a_record_that_could_not_be_spoken_is_no_reason_to_generate_again(ctx):
    campaign = startable(ctx)
    a_record(campaign, "+14165550101", audio=RecordAudio.FAILED, ready=False)
    (reason,) = reasons(ctx, campaign)
    assert reason.startswith("1 record could not be spoken: look at why")
    assert "generate" not in reason


def test_a_campaign_without_records_does_not_start(ctx):
    assert reasons(ctx, made(ctx)) == ["it has no records: import a list"]


def test_a_campaign_with_nothing_left_does_not_start(ctx):
    campaign = startable(ctx)
    models.Record.update(status="completed").execute()
    assert reasons(ctx, campaign) == [
        "none of its records is left to dial: reset it, or add records"
    ]


def test_a_default_caller_id_is_one(ctx):
    campaign = startable(ctx, caller_ids=())
    settings.put("default_caller_id", "18663123618", NOW, "ann")
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_a_message_drop_needs_no_transfer_number(ctx):
    campaign = made(ctx, kind=CampaignKind.MD)
    a_record(campaign, "+14165550100")
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_audio_of_what_will_not_be_dialed_is_not_asked_for(ctx):
    campaign = startable(ctx)
    a_record(campaign, "+1", status="completed", audio=RecordAudio.NONE, ready=False)
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_pause_and_stop_from_where_they_make_sense(ctx):
    campaign = startable(ctx)
    for verb in (campaigns.pause, campaigns.stop):
        with pytest.raises(Refused, match="it is a draft"):
            verb(ctx, campaign)
    campaigns.start(ctx, campaign)
    assert campaigns.pause(ctx, campaign).run_state is RunState.PAUSED
    assert campaigns.pause(ctx, campaign).run_state is RunState.PAUSED
    assert campaigns.stop(ctx, campaign).run_state is RunState.STOPPED
    with pytest.raises(Refused, match="stopped already"):
        campaigns.pause(ctx, campaign)
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


@pytest.mark.parametrize("act", [campaigns.start, campaigns.pause, campaigns.stop])
def test_who_may_only_look_changes_nothing(ctx, viewer, act):
    campaign = startable(ctx)
    with pytest.raises(Forbidden, match="vera may not control dialing"):
        act(viewer, campaign)
    with pytest.raises(Forbidden):
        made(viewer, name="February")
    assert campaigns.standing(viewer, campaign).campaign.run_state is RunState.DRAFT


@pytest.mark.parametrize("act", [campaigns.get, campaigns.start, campaigns.pause, campaigns.stop])
def test_a_campaign_that_is_not_there(ctx, act):
    with pytest.raises(NotFound, match="no campaign 'nowhere'"):
        act(ctx, "nowhere")


def test_what_is_shown_holds_the_campaign_and_its_standing(ctx):
    campaign = startable(ctx)
    standing = campaigns.standing(ctx, campaign)
    shown = campaigns.shown(standing)
    beside = {"records", "statuses", "live", "label", "parts", "connection", "hours"}
    beside |= {"progress", "next_step"}
    assert set(shown) == set(asdict(standing.campaign)) | beside
    assert (shown["records"], shown["statuses"], shown["live"]) == (1, {"pending": 1}, 0)
    assert json.loads(json.dumps(shown, default=str))["name"] == "January"
    assert [s.campaign.id for s in campaigns.every(ctx)] == [campaign]


@pytest.mark.parametrize(
    "old",
    [{"template_en": "Hi {nope}"}, {"engine": "zz"}, {"retry_policy": {"busy": 0}}],
)
def test_what_an_older_release_took_does_not_keep_other_fields_from_being_changed(ctx, old):
    campaign = made(ctx)
    models.Campaign.update(**old).where(models.Campaign.id == campaign).execute()
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(draft, max_attempts=3))
    assert campaigns.get(ctx, campaign).max_attempts == 3


@pytest.mark.parametrize(
    ("held_by", "change", "looked_at"),
    [
        ("contact_cap", {"caller": Caller.CREDITOR}, True),
        ("phone_hours", {"kind_hours": "mobile=mon-fri 09:00-12:00"}, True),
        ("contact_cap", {"cpm": 30.0}, False),
        ("daily_cap", {"caller": Caller.CREDITOR}, False),
    ],
)
def test_whom_the_old_value_held_back_is_looked_at_again(ctx, held_by, change, looked_at):
    campaign, later = made(ctx), NOW.replace(year=2030)
    record = a_record(campaign, "+14165550100", held_by=held_by, not_before=later, ready=False)
    wanted = replace(editing.draft_of(campaigns.get(ctx, campaign)), **change)
    editing.edit(ctx, campaign, wanted, "another agreement")
    assert (models.Record.get_by_id(record).not_before == later) is not looked_at
