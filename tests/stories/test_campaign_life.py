"""A campaign's life by the services: edited, sped up, reset, cloned, archived, deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from esl_dialer.core.accounts.roles import ROLES
from esl_dialer.core.campaigns.listing import Archived, Wanted
from esl_dialer.core.words import CampaignKind, DialOrder, RecordStatus, RunState
from esl_dialer.services.campaigns import archiving, campaigns, editing, listing
from esl_dialer.services.campaigns.campaigns import Draft
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid, NotFound, Refused
from esl_dialer.store import models
from esl_dialer.store.campaigns import resetting
from tests.engine.campaigns import active_campaign
from webui.pages import forms

MANY = [[f"4165550{n}00"] for n in range(100, 105)]


@pytest.fixture
def campaign(world) -> int:
    return active_campaign(MANY, cpm=600.0)


def row(campaign: int) -> models.Campaign:
    return models.Campaign.get_by_id(campaign)


def quiet(world, campaign: int) -> None:
    """Pause, and let the calls in progress end."""
    models.Campaign.update(run_state=RunState.PAUSED).execute()
    for _ in range(1000):
        world.crank()
        if not world.engine.tracker.calls:
            return


def test_what_speaks_against_a_start_is_told_all_at_once(world, ctx):
    made = campaigns.create(ctx, Draft("Empty", CampaignKind.LB))
    with pytest.raises(Refused) as refused:
        campaigns.start(ctx, made.id)
    told = str(refused.value)
    assert "no records" in told
    assert "no caller ID" in told


def test_pause_and_start_again(ctx, campaign):
    assert campaigns.pause(ctx, campaign).run_state is RunState.PAUSED
    assert campaigns.pause(ctx, campaign).run_state is RunState.PAUSED
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE
    assert campaigns.stop(ctx, campaign).run_state is RunState.STOPPED
    with pytest.raises(Refused, match="stopped already"):
        campaigns.pause(ctx, campaign)


def test_a_state_says_since_when(world, ctx, campaign):
    world.clock.sleep(60)
    campaigns.pause(ctx, campaign)
    assert row(campaign).run_state_at == world.clock.now()


def test_a_completed_campaign_starts_again_only_with_something_to_dial(ctx, campaign):
    models.Campaign.update(run_state=RunState.COMPLETED).execute()
    models.Record.update(status=RecordStatus.TRANSFERRED).execute()
    with pytest.raises(Refused, match="left to dial"):
        campaigns.start(ctx, campaign)
    models.Record.update(status=RecordStatus.PENDING).where(models.Record.position == 0).execute()
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_reset_asks_for_rest_and_counts_what_it_spares(world, ctx, campaign):
    with pytest.raises(Refused, match="active"):
        editing.reset(ctx, campaign)
    for _ in range(40):
        world.crank()
    quiet(world, campaign)
    models.Record.update(status=RecordStatus.DNC).where(models.Record.position == 0).execute()
    models.Record.update(status=RecordStatus.NO_ANSWER, attempts=6, ready=False).where(
        models.Record.position > 0
    ).execute()
    attempts = models.Attempt.select().count()
    done = editing.reset(ctx, campaign)
    assert (done.requeued, done.protected) == (4, 1)
    records = list(models.Record.select().order_by(models.Record.position))
    assert [r.status for r in records] == [RecordStatus.DNC] + [RecordStatus.PENDING] * 4
    assert {r.attempts for r in records[1:]} == {0}
    assert all(r.ready for r in records[1:])
    assert not records[0].ready
    assert row(campaign).run_number == 2
    assert models.CampaignRun.select().count() == 2
    assert models.Attempt.select().count() == attempts


class Meanwhile:
    """A clock at whose first look somebody does something: after the checks, before the change."""

    def __init__(self, clock, act):
        self.clock, self.acts = clock, [act]

    def now(self):
        if self.acts:
            self.acts.pop()()
        return self.clock.now()


@pytest.mark.parametrize("act", [editing.reset, editing.delete, archiving.archive])
def test_nothing_is_reset_or_put_away_that_somebody_starts_meanwhile(ctx, campaign, act):
    campaigns.stop(ctx, campaign)
    before = rows_of(models.Record)
    clock = Meanwhile(ctx.clock, lambda: campaigns.start(ctx, campaign))
    with pytest.raises(Refused, match="meanwhile"):
        act(replace(ctx, clock=clock), campaign)
    now = row(campaign)
    assert (now.run_state, now.archived_at, now.run_number) == (RunState.ACTIVE, None, 1)
    assert rows_of(models.Record) == before


def test_nothing_is_started_that_somebody_puts_away_meanwhile(ctx, campaign):
    campaigns.stop(ctx, campaign)
    clock = Meanwhile(ctx.clock, lambda: archiving.archive(ctx, campaign))
    with pytest.raises(Refused, match="archived"):
        campaigns.start(replace(ctx, clock=clock), campaign)
    now = row(campaign)
    assert now.run_state is RunState.STOPPED
    assert now.archived_at is not None


def rows_of(model):
    return list(model.select().order_by(model.id).dicts())


def test_who_is_called_while_a_long_list_is_reset_is_not_called_again_for_it(ctx, campaign):
    campaigns.stop(ctx, campaign)
    begun = ctx.clock.now()
    models.Record.update(status=RecordStatus.RETRY, attempts=1, ready=False).execute()
    called = models.Record.update(last_attempt_at=begun + timedelta(seconds=1))
    called.where(models.Record.position == 4).execute()
    resetting.requeue(campaign, 0, 1000, begun)
    records = list(models.Record.select().order_by(models.Record.position))
    assert [r.status for r in records] == [RecordStatus.PENDING] * 4 + [RecordStatus.RETRY]
    assert [r.attempts for r in records] == [0, 0, 0, 0, 1]


def test_a_completed_campaign_that_is_reset_can_be_started(ctx, campaign):
    models.Campaign.update(run_state=RunState.COMPLETED).execute()
    editing.reset(ctx, campaign)
    assert row(campaign).run_state is RunState.STOPPED
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_a_new_text_raises_the_templates_version_and_no_other_change_does(ctx, campaign):
    draft = replace(editing.draft_of(campaigns.get(ctx, campaign)), cpm=12.0)
    editing.edit(ctx, campaign, replace(draft, name="Other"))
    assert row(campaign).template_version == 1
    editing.edit(ctx, campaign, replace(draft, template_en="Hello {full_name}."))
    assert row(campaign).template_version == 2


def test_an_edit_that_is_wrong_changes_nothing_and_tells_all(ctx, campaign):
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    with pytest.raises(Invalid) as refused:
        editing.edit(ctx, campaign, replace(draft, name=" ", template_en="{nobody}"))
    assert {"name", "template_en"} <= set(refused.value.problems)
    assert row(campaign).name == "Rehearsal"


@pytest.mark.parametrize("cpm", [0.5, 201, -1])
def test_the_slider_has_bounds(ctx, campaign, cpm):
    with pytest.raises(Invalid):
        editing.set_speed(ctx, campaign, cpm)


def test_speed_and_order_change_while_it_dials(ctx, campaign):
    editing.set_speed(ctx, campaign, 200)
    editing.set_order(ctx, campaign, "sequential")
    assert (row(campaign).cpm, row(campaign).dial_order) == (200, DialOrder.SEQUENTIAL)


def test_a_clone_has_the_settings_and_none_of_the_records(ctx, campaign):
    editing.set_speed(ctx, campaign, 150)
    made = archiving.clone(ctx, campaign, "Second")
    assert made.run_state is RunState.DRAFT
    assert made.cpm == 150.0
    assert made.caller_ids == ("18663123618",)
    assert campaigns.standing(ctx, made.id).records == 0
    with pytest.raises(Invalid, match="already"):
        archiving.clone(ctx, campaign, "Second")


def test_a_clone_gets_a_name_that_is_free_and_the_trail_says_of_what_it_is_one(ctx, campaign):
    editing.set_speed(ctx, campaign, 150)
    assert archiving.clone(ctx, campaign).name == "Rehearsal (2)"
    assert archiving.clone(ctx, campaign).name == "Rehearsal (3)"
    assert archiving.name_for_clone(ctx, "Rehearsal (2)") == "Rehearsal (4)"
    noted = models.Audit.select().where(models.Audit.action == "campaign.create").first()
    assert noted.detail == {"name": "Rehearsal (2)", "clone_of": campaign}


def test_a_clone_of_an_archived_campaign_is_on_the_list(ctx, campaign):
    campaigns.stop(ctx, campaign)
    editing.set_speed(ctx, campaign, 150)
    archiving.archive(ctx, campaign)
    made = archiving.clone(ctx, campaign)
    assert (made.run_state, made.archived_at, made.run_number) == (RunState.DRAFT, None, 1)
    assert [one.campaign.id for one in campaigns.every(ctx)] == [made.id]


def test_an_archived_campaign_is_off_the_list_and_comes_back(ctx, campaign):
    with pytest.raises(Refused, match="stop it first"):
        archiving.archive(ctx, campaign)
    campaigns.stop(ctx, campaign)
    archiving.archive(ctx, campaign)
    assert campaigns.every(ctx) == []
    assert listing.page(ctx).rows == ()
    [row] = listing.page(ctx, Wanted(archived=Archived.ONLY)).rows
    assert row.summary.campaign.id == campaign
    with pytest.raises(Refused, match="archived"):
        campaigns.start(ctx, campaign)
    archiving.unarchive(ctx, campaign)
    assert campaigns.start(ctx, campaign).run_state is RunState.ACTIVE


def test_deleting_keeps_who_was_called_and_frees_the_name(world, ctx, campaign):
    models.Campaign.update(cpm=60.0).execute()
    for _ in range(3):
        world.crank()
    quiet(world, campaign)
    called = {attempt.record_id for attempt in models.Attempt.select()}
    assert 0 < len(called) < len(MANY)
    editing.delete(ctx, campaign)
    assert {record.id for record in models.Record.select()} == called
    assert models.Phone.select().count() == len(called)
    assert campaigns.every(ctx) == []
    with pytest.raises(NotFound):
        campaigns.get(ctx, "Rehearsal")
    assert campaigns.create(ctx, Draft("Rehearsal", CampaignKind.LB))


VIEWER = Actor("v", ROLES["viewer"][1])


@pytest.mark.parametrize(
    "verb",
    [
        campaigns.start,
        campaigns.pause,
        campaigns.stop,
        campaigns.complete,
        editing.reset,
        editing.delete,
        lambda ctx, c: editing.set_speed(ctx, c, 10),
        lambda ctx, c: editing.set_order(ctx, c, "random"),
        lambda ctx, c: editing.edit(ctx, c, Draft("x", CampaignKind.LB)),
        lambda ctx, c: archiving.clone(ctx, c, "x"),
        archiving.archive,
        archiving.unarchive,
    ],
)
def test_a_viewer_changes_nothing(ctx, campaign, verb):
    before = models.Campaign.select().dicts().get()
    with pytest.raises(Forbidden):
        verb(replace(ctx, actor=VIEWER), campaign)
    assert models.Campaign.select().dicts().get() == before


def test_each_change_is_in_the_audit_trail(ctx, campaign):
    campaigns.pause(ctx, campaign)
    editing.set_speed(ctx, campaign, 20)
    editing.reset(ctx, campaign)
    archiving.clone(ctx, campaign, "Second")
    actions = [entry.action for entry in models.Audit.select().order_by(models.Audit.id)]
    assert actions == ["campaign.paused", "campaign.speed", "campaign.reset", "campaign.create"]


def test_an_edit_on_the_page_leaves_what_the_page_does_not_show(ctx, campaign):
    models.Campaign.update(max_live=7, priority=3, empty_variable="fail_record").execute()
    before = editing.draft_of(campaigns.get(ctx, campaign))
    form = forms.shown(before) | {"name": "Other"}
    editing.edit(ctx, campaign, forms.draft(form, before))
    after = row(campaign)
    assert (after.name, after.max_live, after.priority) == ("Other", 7, 3)
    assert after.empty_variable == "fail_record"


def test_no_face_stores_what_another_would_refuse(ctx, campaign):
    """The campaign dials at 600 calls per minute, as releases before the bound let it."""
    draft = editing.draft_of(campaigns.get(ctx, campaign))
    fast = replace(draft, name="Fast", cpm=900.0)
    for act in (
        lambda: campaigns.create(ctx, fast),
        lambda: editing.edit(ctx, campaign, fast),
        lambda: editing.set_speed(ctx, campaign, 900.0),
        lambda: archiving.clone(ctx, campaign, "Second"),
    ):
        with pytest.raises(Invalid, match="200"):
            act()
    assert editing.edit(ctx, campaign, replace(draft, name="Renamed")).cpm == 600.0
