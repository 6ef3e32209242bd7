"""Nobody is called from an import that is being undone, whatever a tick had claimed before."""

import pytest

from esl_dialer.core.says import NOTHING
from esl_dialer.core.words import RecordStatus
from esl_dialer.runtime.config import Config
from esl_dialer.services.context import OPERATOR, Context
from esl_dialer.services.lists import undoing as service
from esl_dialer.store import models
from esl_dialer.store.lists import lists, undoing
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import START, World

PHONES = [[f"41655502{row:02}"] for row in range(20)]


@pytest.fixture
def imported(world: World) -> int:
    """The list that an active campaign's records came with."""
    campaign = active_campaign(PHONES, cpm=120.0)
    values = {"campaign": campaign, "name": "May", "file_name": "may.csv", "stored_path": "x"}
    number = lists.create(values | {"sha256": "0" * 64, "status": "done"}, START)
    models.Record.update(list=number).execute()
    return number


def crank(world: World, times: int) -> None:
    for _ in range(times):
        world.crank()


def test_a_tick_claims_nobody(world: World, imported: int) -> None:
    assert undoing.begin(imported, "done", "ada")
    crank(world, 50)
    assert not models.Attempt.select().count()
    assert undoing.give_up(imported, NOTHING)
    crank(world, 50)
    assert contact_invites(world)


def test_what_was_claimed_just_before_is_not_sent_and_the_record_goes(
    world: World, imported: int, tmp_path
) -> None:
    assert world.engine.tick()
    assert undoing.begin(imported, "done", "ada")
    ctx = Context(Config(data=tmp_path), world.clock, OPERATOR)
    assert not service.work_once(ctx, "worker:1")
    crank(world, 50)
    assert not contact_invites(world)
    assert service.work_once(ctx, "worker:1")
    crank(world, 50)
    assert not contact_invites(world)
    left = {row.status for row in models.Record.select()}
    assert left == {RecordStatus.DELETED}
    assert lists.get(imported).status == "undone"
