"""Records that were there before an upgrade: no call that the law of their phones forbids."""

from datetime import UTC, datetime, timedelta

from esl_dialer.store import models
from esl_dialer.store.people import gate_renewal
from tests.engine.account import contact_invites
from tests.engine.campaigns import AT_ANY_HOUR, active_campaign
from tests.fakes import START, World

EVENING = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
"""20:30 on a Tuesday in Toronto: Ontario allows it, Quebec does not."""

OLD = "America/Toronto@CA-ON"


def crank(world: World, seconds: float) -> None:
    for _ in range(int(seconds / 0.2)):
        world.crank()


def asked_of_the_law(world: World) -> int:
    """A campaign of an earlier release at an evening; hours count in this rehearsal."""
    models.Setting.create(key="simulated_hours_count", value=True, updated_at=START)
    world.clock.instant = EVENING
    campaign = active_campaign([["5145550100"], ["4165550101"]], **AT_ANY_HOUR)
    models.Record.update(gate=OLD).execute()
    models.GateRenewal.create(campaign=campaign)
    return campaign


def test_nobody_is_called_by_an_old_gate_and_then_whom_the_law_of_the_phones_allows(
    world: World,
) -> None:
    asked_of_the_law(world)
    crank(world, 5)
    assert contact_invites(world) == []
    world.engine.housekeeping.renew_gates()
    assert gate_renewal.waiting() == frozenset()
    crank(world, 5)
    (called,) = {invite.number[-10:] for invite in contact_invites(world)}
    assert called == "4165550101"


def test_an_attempt_keeps_the_gate_by_which_it_was_let_through(world: World) -> None:
    asked_of_the_law(world)
    world.clock.instant = EVENING - timedelta(hours=6)
    crank(world, 2)
    assert {row.decision["gate"] for row in models.Attempt.select()} == {"America/Toronto"}
