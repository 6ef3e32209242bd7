"""A record that a list stopped is never dialed, whatever it was doing when the list came."""

import pytest

from esl_dialer.core.people.stops import by_list
from esl_dialer.core.words import RecordStatus, StopReason
from esl_dialer.services.system import preferences
from esl_dialer.store import models
from esl_dialer.store.people import stops
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign

LISTENER, OTHER = "4165550178", "4165550100"
DECEASED = by_list(StopReason.DECEASED, "may.csv", 7, "Phone 1", "deceased")
DNC = by_list(StopReason.DNC, "may.csv", 7, "Phone 1", "DNC")


def crank(world, steps: int = 60) -> list[str]:
    for _ in range(steps):
        world.crank()
    return [entry.number[-10:] for entry in contact_invites(world)]


@pytest.mark.parametrize(
    ("mark", "status"), [(DECEASED, RecordStatus.STOPPED), (DNC, RecordStatus.DNC)]
)
def test_before_it_is_claimed(world, mark, status):
    campaign = active_campaign([[LISTENER]])
    stops.mark(campaign, "A0", mark)
    assert models.Record.get().status is status
    assert crank(world) == []


def test_between_the_claim_and_the_call(world):
    campaign = active_campaign([[LISTENER]])
    assert world.engine.tick()
    stops.mark(campaign, "A0", DECEASED)
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.STOPPED


def test_no_other_number_is_dialed_where_stops_are_of_numbers(world, ctx):
    preferences.save(ctx, {"dnc_scope": "number"})
    campaign = active_campaign([[LISTENER, OTHER]])
    stops.mark(campaign, "A0", DECEASED)
    models.Record.update(status=RecordStatus.PENDING, ready=True).execute()
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.STOPPED


def test_after_it_was_called_a_reset_does_not_bring_it_back(world):
    campaign = active_campaign([[LISTENER]])
    models.Record.update(status=RecordStatus.COMPLETED, ready=False).execute()
    stops.mark(campaign, "A0", DECEASED)
    assert models.Record.get().status is RecordStatus.COMPLETED
    models.Record.update(status=RecordStatus.PENDING, ready=True).execute()
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.STOPPED
