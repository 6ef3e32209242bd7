"""What the dialer answers at the prompt of fs_cli."""

import pytest

from esl_dialer.core.calls.orders import ActKind
from esl_dialer.core.words import RunState
from esl_dialer.services.campaigns import campaigns
from esl_dialer.services.context import Context
from esl_dialer.services.system import prompt
from esl_dialer.store import models
from esl_dialer.store.system import settings
from tests.services.campaigns.test_campaigns import startable
from tests.store.rows import NOW


def campaign(ctx: Context) -> int:
    return startable(ctx, name="Late Winter")


def test_every_verb_is_in_the_help_and_the_help_promises_no_other() -> None:
    told = {verb for line in prompt.HELP.splitlines() for verb in line.split()[1].split("|")}
    assert told | {"help"} == set(prompt.VERBS)


@pytest.mark.parametrize("words", ["", "help", "explode", "explode now"])
def test_who_types_something_else_is_told_what_there_is(ctx: Context, words: str) -> None:
    assert prompt.answer(ctx, words).endswith(prompt.HELP)


def test_status_says_whether_anyone_is_called(ctx: Context) -> None:
    told = prompt.answer(ctx, "status").splitlines()
    assert told[0] == "engine     not running"
    assert told[1].endswith("nobody is called: a rehearsal")


def test_campaigns_are_listed_with_where_their_records_stand(ctx: Context) -> None:
    assert prompt.answer(ctx, "campaigns") == "there is no campaign"
    campaign(ctx)
    assert prompt.answer(ctx, "campaigns").endswith("Late Winter: 1 pending")


def test_a_campaign_is_started_and_paused_by_its_name_with_spaces(ctx: Context) -> None:
    number = campaign(ctx)
    assert prompt.answer(ctx, "start Late Winter") == "Late Winter is active"
    assert campaigns.get(ctx, number).run_state is RunState.ACTIVE
    assert prompt.answer(ctx, f"pause {number}") == "Late Winter is paused: live calls finish"
    assert models.Audit.get(models.Audit.action == "campaign.start").actor == "fs_cli"


def test_speeds_are_set_for_one_and_for_all(ctx: Context) -> None:
    number = campaign(ctx)
    assert prompt.answer(ctx, "speed Late Winter 42") == "Late Winter: 42 calls a minute"
    assert campaigns.get(ctx, number).cpm == 42
    assert prompt.answer(ctx, "speed 30") == "30 calls a minute over all campaigns"
    assert settings.get("global_cpm") == 30


@pytest.mark.parametrize("words", ["speed", "speed fast", "pause", "pause Nobody", "hangup x"])
def test_what_cannot_be_done_is_told_in_one_line(ctx: Context, words: str) -> None:
    told = prompt.answer(ctx, words)
    assert told.startswith("dialer: ")
    assert "\n" not in told


def test_why_is_answered_for_a_campaign_and_for_a_number(ctx: Context) -> None:
    number = campaign(ctx)
    assert "it was not started yet" in prompt.answer(ctx, "why Late Winter")
    told = prompt.answer(ctx, "why (416) 555-0100")
    assert told.startswith("Late Winter, record ")
    assert "416-555-0199" in prompt.answer(ctx, "why 416-555-0199")
    assert number


def test_a_call_is_hung_up_by_the_engine(ctx: Context) -> None:
    number = campaign(ctx)
    models.Attempt.create(
        id="a-1", campaign=number, record=models.Record.get(), run=1, number="+14165550100",
        owner="e", claimed_at=NOW, start_at=NOW,
    )  # fmt: skip
    assert prompt.answer(ctx, "hangup a-1") == "a-1 is being hung up"
    act = models.Act.get()
    assert (act.kind, act.payload) == (ActKind.HANG_UP, {"attempts": ["a-1"]})
