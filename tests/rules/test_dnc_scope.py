"""A number on the do-not-call list: the record for good, or only that number."""

import pytest

from esl_dialer.core.words import RecordStatus
from esl_dialer.services import dnc, preferences
from esl_dialer.store import models
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign

FIRST, SECOND = "4165550178", "4165550100"


def crank(world, steps: int = 20) -> list[str]:
    for _ in range(steps):
        world.crank()
    return [entry.number[-10:] for entry in contact_invites(world)]


def test_the_record_is_stopped_for_good_by_default(world, ctx):
    active_campaign([[FIRST, SECOND]])
    dnc.add(ctx, FIRST, "asked")
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.DNC
    dnc.remove(ctx, dnc.find(ctx, FIRST).id)
    assert crank(world) == []


@pytest.mark.parametrize(
    ("listed", "dialed", "status"),
    [
        ([FIRST], [SECOND], None),
        ([SECOND], [FIRST], None),
        ([FIRST, SECOND], [], RecordStatus.DNC),
    ],
)
def test_narrowed_only_the_listed_number_is_skipped(world, ctx, listed, dialed, status):
    preferences.save(ctx, {"dnc_scope": "number"})
    active_campaign([[FIRST, SECOND]])
    dnc.add(ctx, " ".join(listed))
    assert crank(world) == dialed
    assert status in (None, models.Record.get().status)


def test_an_account_that_is_stopped_is_stopped_in_either_scope(world, ctx):
    preferences.save(ctx, {"dnc_scope": "number"})
    active_campaign([[FIRST, SECOND]])
    models.Stop.create(scope="account", value="A0", reason="legal", created_at=ctx.now())
    assert crank(world) == []
    assert models.Record.get().status is RecordStatus.DNC
