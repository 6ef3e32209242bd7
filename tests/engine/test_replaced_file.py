"""The database's file is replaced under a running engine: it places no call any more."""

import logging
import os
from pathlib import Path

import pytest

from esl_dialer.store import models
from esl_dialer.store.database import StoreReplaced
from tests.engine.account import contact_invites
from tests.engine.campaigns import active_campaign
from tests.fakes import World

LISTENERS = [[f"41655501{row}"] for row in range(70, 90)]


def replace(world: World) -> Path:
    path = world.directory / "dialer.db"
    other = world.directory / "other.db"
    other.write_bytes(path.read_bytes())
    os.replace(other, path)
    return path


def tick(world: World) -> None:
    """As ``_tick_forever`` does, once."""
    try:
        world.engine.tick()
        world.engine._tell_held(None)
    except StoreReplaced as error:
        world.engine._tell_held(error)


def test_what_was_claimed_and_not_sent_is_not_sent_and_nothing_more_is_claimed(
    world: World,
) -> None:
    active_campaign(LISTENERS, cpm=600)
    assert world.engine.tick()
    claimed = models.Attempt.select().count()
    replace(world)
    for _ in range(20):
        world.clock.sleep(0.2)
        tick(world)
        world.engine.sender.send_due()
    assert not contact_invites(world)
    assert models.Attempt.select().count() == claimed


def test_an_engine_without_anything_to_dial_notices_it_too(world: World) -> None:
    replace(world)
    with pytest.raises(StoreReplaced):
        world.engine.tick()


def test_it_is_said_once_with_where_the_old_one_was_kept(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    replace(world)
    with caplog.at_level(logging.WARNING):
        for _ in range(5):
            tick(world)
    said = [record.getMessage() for record in caplog.records]
    assert [text.split(" ")[0] for text in said] == ["database.replaced"]
    assert "was replaced by another one" in said[0]
    assert f"kept_aside={world.directory}/dialer.db.replaced-" in said[0]


def test_the_right_file_put_back_it_goes_on(world: World) -> None:
    active_campaign(LISTENERS[:1])
    path = world.directory / "dialer.db"
    path.rename(world.directory / "away.db")
    tick(world)
    assert not models.Attempt.select().count()
    (world.directory / "away.db").rename(path)
    tick(world)
    assert models.Attempt.select().count() == 1


def test_an_engine_does_not_take_up_a_file_that_is_not_there_any_more(world: World) -> None:
    replace(world)
    with pytest.raises(StoreReplaced):
        world.engine.take_up()
