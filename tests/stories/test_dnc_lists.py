"""A do-not-call list binds the campaigns that chose it, from the next call on."""

from dataclasses import replace

from esl_dialer.core.words import RecordStatus
from esl_dialer.services.campaigns import campaigns, editing
from esl_dialer.services.people import dnc, dnc_lists
from esl_dialer.services.rules import why
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from tests.engine.campaigns import active_campaign
from tests.stories.test_dnc_scope import FIRST, SECOND, crank


def choose(ctx, campaign: int, *lists: int) -> None:
    before = editing.draft_of(campaigns.get(ctx, campaign))
    editing.edit(ctx, campaign, replace(before, dnc_lists=lists))


def test_only_those_who_chose_it_do_not_call_its_numbers(world, ctx):
    listed = dnc_lists.create(ctx, "Client A").id
    dnc.add(ctx, f"{FIRST} {SECOND}", "", listed)
    bound, free = active_campaign([[FIRST]]), active_campaign([[SECOND]], name="Fall")
    choose(ctx, bound, listed)
    assert crank(world) == [SECOND]
    assert models.Record.get(models.Record.campaign == bound).status is RecordStatus.DNC
    assert campaigns.get(ctx, free).dnc_lists == ()


def test_why_names_the_list_before_the_tick_came_and_after(world, ctx):
    listed = dnc_lists.create(ctx, "Client A").id
    bound = active_campaign([[FIRST]])
    dnc.add(ctx, FIRST, "", listed)
    choose(ctx, bound, listed)
    world.engine.renew()
    before = why.of_record(ctx, bound, "A0")
    assert (before.rule, str(before.source)) == ("stopped", "do-not-call list 'Client A'")
    assert crank(world) == []
    after = why.of_record(ctx, bound, "A0")
    assert (after.rule, str(after.source)) == ("final", "do-not-call list 'Client A'")
    dnc.add(ctx, FIRST)
    assert str(why.of_record(ctx, bound, "A0").source) == "outcome of its last attempt"


def test_narrowed_the_other_number_is_dialed(world, ctx):
    preferences.save(ctx, {"dnc_scope": "number"})
    listed = dnc_lists.create(ctx, "Client A").id
    dnc.add(ctx, FIRST, "", listed)
    choose(ctx, active_campaign([[FIRST, SECOND]]), listed)
    assert crank(world) == [SECOND]


def test_a_number_that_is_listed_after_the_claim_is_not_called(world, ctx):
    listed = dnc_lists.create(ctx, "Client A").id
    bound = active_campaign([[FIRST]])
    choose(ctx, bound, listed)
    world.engine.renew()
    world.engine.tick()
    assert models.Attempt.select().count() == 1
    dnc.add(ctx, FIRST, "", listed)
    assert crank(world) == []
