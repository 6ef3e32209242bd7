"""One verb for several campaigns: each is told what happened."""

from dataclasses import replace

import pytest

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import several
from esl_dialer.services.campaigns.several import Act
from esl_dialer.services.context import Actor
from esl_dialer.services.errors import Forbidden, Invalid
from esl_dialer.store import models
from tests.store.rows import a_campaign, a_record

STATES = {
    Act.START: (RunState.PAUSED, RunState.ACTIVE),
    Act.PAUSE: (RunState.ACTIVE, RunState.PAUSED),
    Act.STOP: (RunState.ACTIVE, RunState.STOPPED),
    Act.COMPLETE: (RunState.ACTIVE, RunState.COMPLETED),
}


def ready(**values) -> int:
    """A campaign that may be started."""
    more = {"caller_ids": ("4165550000",), "transfer_number": "4165550001"}
    campaign = a_campaign(**more | values)
    a_record(campaign, "+14165550100")
    return campaign


def states() -> list[RunState]:
    return [row.run_state for row in models.Campaign.select().order_by(models.Campaign.id)]


@pytest.mark.parametrize("verb", STATES)
def test_what_happened_what_did_not_and_why(ctx, verb):
    before, after = STATES[verb]
    can, already = ready(run_state=before), ready(run_state=after)
    archived = ready(run_state=RunState.DRAFT, archived_at=ctx.now())
    told = several.act(ctx, verb, [can, already, archived, 999])
    assert [(one.done, one.refused) for one in told] == [
        (True, False), (False, False), (False, True), (False, True),
    ]  # fmt: skip
    assert [one.campaign for one in told] == [can, already, archived, 0]
    assert "already" in str(told[1].says)
    assert "999" in str(told[3].says)
    assert states() == [after, after, RunState.DRAFT]


def test_one_that_can_not_be_archived_stops_no_other(ctx):
    dials, first, second = ready(), ready(run_state=RunState.STOPPED), a_campaign()
    models.Campaign.update(run_state=RunState.COMPLETED).where(
        models.Campaign.id == second
    ).execute()
    told = several.act(ctx, Act.ARCHIVE, [dials, first, second])
    assert [one.done for one in told] == [False, True, True]
    assert "stop it first" in str(told[0].says)
    assert several.act(ctx, Act.ARCHIVE, [first])[0].says.text == "was archived already"
    back = several.act(ctx, Act.UNARCHIVE, [first, dials])
    assert [(one.done, one.refused) for one in back] == [(True, False), (False, False)]


def test_deleted_ones_are_told_as_gone(ctx):
    active, stopped = ready(), ready(run_state=RunState.STOPPED)
    asked = several.asked(ctx, Act.DELETE, [active, stopped, 999])
    assert [bool(one.reasons) for one in asked] == [True, False]
    told = several.act(ctx, Act.DELETE, [active, stopped])
    assert [one.done for one in told] == [False, True]
    [again] = several.act(ctx, Act.DELETE, [stopped])
    assert (again.refused, "was deleted" in str(again.says)) == (True, True)


def test_each_is_noted_in_the_trail_by_itself(ctx):
    numbers = [ready(), ready()]
    several.act(ctx, Act.STOP, numbers)
    noted = [(row.action, row.subject) for row in models.Audit.select().order_by(models.Audit.id)]
    assert noted == [("campaign.stopped", f"campaign {number}") for number in numbers]


def test_twice_named_is_once_done(ctx):
    campaign = ready()
    assert len(several.act(ctx, Act.STOP, [campaign, campaign])) == 1


@pytest.mark.parametrize("refs", [[], list(range(1, 502))])
def test_none_and_too_many_are_refused(ctx, refs):
    with pytest.raises(Invalid):
        several.act(ctx, Act.STOP, refs)


@pytest.mark.parametrize("verb", Act)
def test_who_may_not_do_it_does_it_to_none(ctx, viewer, verb):
    campaign = ready()
    with pytest.raises(Forbidden):
        several.act(viewer, verb, [campaign])
    assert states() == [RunState.ACTIVE]


def test_who_may_dial_but_not_delete_deletes_none(ctx):
    may = frozenset({Permission.VIEW, Permission.CONTROL_DIALING})
    with pytest.raises(Forbidden):
        several.act(replace(ctx, actor=Actor("dan", may)), Act.DELETE, [ready()])
