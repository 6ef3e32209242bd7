"""Contact caps over all campaigns: as records are claimed, and as their calls are sent."""

from datetime import timedelta

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.words import Outcome
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.law import law as service
from esl_dialer.services.rules import why
from esl_dialer.store import models
from esl_dialer.store.law import laws
from esl_dialer.store.system import settings
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START, World

HANGS_UP, HANGS_UP_TOO, RINGS = "4165550186", "4165550187", "4165550100"
ONE_CALL = """
jurisdiction = "CA"
name = {{ en = "House rules", fr = "Règles de la maison" }}
version = "2026-12-01"

[[rule]]
id = "house.cap"
kind = "cap"
callers = ["agency"]
calls = ["recorded"]
most = {most}
in_days = 7
counts = ["{counts}"]
per = "{per}"
text.en = "No more than that."
text.fr = "Pas davantage."
citation = "House rules, 1"
source = "not found"
as_of = 2026-12-01
basis = "operator"
effect = "block"
"""


def cap(most: int, counts: str = "attempt", per: str = "debt") -> None:
    settings.put("simulated_hours_count", True, START, "test")
    text = ONE_CALL.format(most=most, counts=counts, per=per)
    laws.put_pack("house.toml", text, "a test", "ann", START)


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def context(world: World) -> Context:
    return Context(Config(data=world.directory), world.clock, OPERATOR)


def dialed(world: World) -> list[str]:
    return [entry.number.removeprefix("1") for entry in contact_invites(world)]


def test_two_campaigns_that_dial_one_debt_at_once_stay_within_its_cap(world):
    """Other people, other numbers, one account: the same tick finds both."""
    cap(1)
    for name in ("One", "Other"):
        number = HANGS_UP if name == "One" else HANGS_UP_TOO
        active_campaign([[number]], name=name, **AT_ANY_HOUR)
    crank(world, 60)
    assert len(dialed(world)) == 1
    (held,) = models.Record.select().where(models.Record.held_by == "contact_cap")
    call = models.Attempt.get()
    assert held.not_before == call.answered_at + timedelta(days=7)
    assert call.decision["caps"]["house.cap"] == 0


def test_as_a_call_is_sent_of_two_that_were_claimed_the_first_goes_on(world):
    cap(1)
    active_campaign([[HANGS_UP], [HANGS_UP_TOO]], cpm=1200.0, **AT_ANY_HOUR)
    while models.Attempt.select().where(models.Attempt.state == "claimed").count() < 2:
        world.clock.instant += timedelta(milliseconds=50)
        world.engine.tick()
    models.Attempt.update(account="A0").execute()
    models.Record.update(account="A0", copy=models.Record.position).execute()
    for one in (waiting[2] for waiting in world.engine.sender._waiting):
        object.__setattr__(one.candidate, "account", "A0")
    crank(world, 30)
    assert len(dialed(world)) == 1
    assert sorted(row.outcome for row in models.Attempt.select()) == [
        Outcome.HUNG_UP, Outcome.NOT_PLACED,
    ]  # fmt: skip


def test_what_rings_out_is_no_conversation_and_why_names_rule_and_instant(world):
    cap(1, "conversation", "person")
    retry = {"retry_minutes": 1, "max_attempts": 9}
    campaign = active_campaign([[RINGS], [HANGS_UP]], **retry, **AT_ANY_HOUR)
    crank(world, 300)
    assert dialed(world).count(HANGS_UP) == 1
    assert dialed(world).count(RINGS) >= 3
    talked = models.Attempt.get(models.Attempt.number == f"+1{HANGS_UP}")
    world.engine.renew()
    reason = why.of_record(context(world), campaign, "A1")
    assert (reason.rule, reason.law, reason.citation) == (
        "contact_cap", "house.cap", "House rules, 1",
    )  # fmt: skip
    assert str(reason.text) == "No more than that. (1 of 1 used)"
    assert reason.clears_at == talked.answered_at + timedelta(days=7)
    assert why.of_campaign(context(world), campaign).held_back["contact_cap"] == 1


def test_a_cap_that_is_off_lets_go_whom_it_held(world):
    cap(1, per="number")
    active_campaign([[HANGS_UP], [HANGS_UP]], **AT_ANY_HOUR)
    crank(world, 60)
    assert dialed(world) == [HANGS_UP]
    service.change(context(world), "house.cap", str(Effect.OFF), "a test")
    crank(world, 30)
    assert dialed(world) == [HANGS_UP] * 2


def test_a_simulation_at_any_hour_asks_no_cap(world):
    cap(1)
    settings.put("simulated_hours_count", False, START, "test")
    active_campaign([[HANGS_UP], [HANGS_UP]], **AT_ANY_HOUR)
    crank(world, 60)
    assert dialed(world) == [HANGS_UP] * 2
    assert {str(row.decision["caps"]) for row in models.Attempt.select()} == {"{}"}
