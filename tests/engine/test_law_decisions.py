"""Every attempt keeps by what the law let it through: as a number, of few rows."""

from datetime import timedelta

from esl_dialer.core.law.rules import Effect
from esl_dialer.core.people.clocks import edition
from esl_dialer.engine.decision_numbers import DecisionNumbers
from esl_dialer.store import models
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.law import decisions, laws
from esl_dialer.store.law.laws import Change
from esl_dialer.store.system import settings
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START, World

LISTENERS = [[f"416{n:03}0000"] for n in range(200, 212)]


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def hours_count() -> None:
    settings.put("simulated_hours_count", True, START, "test")


def test_attempts_point_to_one_decision_for_each_gate(world: World) -> None:
    hours_count()
    active_campaign(LISTENERS, **AT_ANY_HOUR)
    models.Record.update(gate="America/Toronto@CA-ON").execute()
    models.Record.update(gate="America/Toronto@CA-QC").where(models.Record.position < 4).execute()
    crank(world, 5)
    attempts = list(models.Attempt.select())
    assert len(attempts) == len(LISTENERS)
    assert models.LawDecision.select().count() == 2
    for attempt in attempts:
        found = decisions.of_attempt(attempt.id)
        assert found.decision.gate == attempt.record.gate
        assert found.decision.clocks == edition()
        assert "ca-crtc.recorded-hours" in found.decision.rules
        assert found.decision.edition == laws.current().edition


def test_where_no_rule_was_asked_nothing_is_kept(world: World) -> None:
    active_campaign(LISTENERS[:2])
    crank(world, 2)
    assert {attempt.law_decision for attempt in models.Attempt.select()} == {0}
    assert models.LawDecision.select().count() == 0
    assert decisions.of_attempt(models.Attempt.get().id).decision is None


def test_a_rule_that_is_changed_makes_another_decision(world: World) -> None:
    hours_count()
    active_campaign(LISTENERS, cpm=60.0, **AT_ANY_HOUR)
    models.Record.update(gate="America/Toronto@CA-ON").execute()
    crank(world, 3)
    laws.change(Change("ca-on.hours", Effect.OFF, "a test", "ann", world.clock.now()))
    crank(world, 3)
    assert models.LawDecision.select().count() == 2
    rules = [set(row.rules) for row in models.LawDecision.select().order_by(models.LawDecision.id)]
    assert rules[0] - rules[1] == {"ca-on.hours"}


def test_another_engine_finds_the_decision_that_is_there(world: World) -> None:
    campaign = campaigns.get(active_campaign([]))
    gate, law = "America/Toronto@CA-ON", laws.current()
    first, second = DecisionNumbers(), DecisionNumbers()
    number = first.number(law, gate, campaign, START)
    assert second.number(law, gate, campaign, START) == number > 0
    later = first.number(law, gate, campaign, START + timedelta(minutes=5))
    assert later == number
    assert models.LawDecision.select().count() == 1
