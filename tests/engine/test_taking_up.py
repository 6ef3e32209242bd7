"""Who holds the lease, and whether it lives; an engine that starts while another process writes."""

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from esl_dialer.core.calls.reconcile import Verdict
from esl_dialer.engine.engine import SWEEP_AGAIN_S
from esl_dialer.runtime.owners import lives, own_name
from esl_dialer.store import models
from esl_dialer.store.database import StoreBusy, renamed_errors
from tests.engine.campaigns import active_campaign
from tests.fakes import World


def with_our_errors(work: Any, *args: Any) -> Any:
    with renamed_errors():
        return work(*args)


def test_this_process_lives() -> None:
    assert lives(own_name())


def test_a_process_of_this_place_that_is_gone_does_not() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    place = own_name().rpartition(":")[0]
    assert not lives(f"{place}:{process.pid}")


@pytest.mark.parametrize("owner", ["elsewhere/boot/1:1", "elsewhere:999999999", "engine-1", ""])
def test_of_a_process_elsewhere_nobody_here_can_say_that_it_is_gone(owner: str) -> None:
    assert lives(owner)


def test_while_another_process_writes_the_first_sweeps_wait_for_the_next(tmp_path: Path) -> None:
    world = World(tmp_path)
    active_campaign([["4165550178"]])
    while not models.Attempt.select().where(models.Attempt.answered_at.is_null(False)).exists():
        world.crank()
    world.engine.reconciler._sql = with_our_errors
    world.database.execute_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(world.database.database)
    other.execute("BEGIN IMMEDIATE")
    world.engine.tracker.note_absence(list(world.engine.tracker.calls), [])
    with pytest.raises(StoreBusy):
        world.engine.reconciler.sweep()
    began = world.clock.now()
    world.engine._sweeps()
    assert (world.clock.now() - began).total_seconds() == sum(SWEEP_AGAIN_S)
    other.close()
    world.close()


def test_a_switch_is_asked_about_each_call_only_where_its_answer_counts(tmp_path: Path) -> None:
    """Within the grace nothing is concluded from a call that is missing."""
    world = World(tmp_path)
    active_campaign([["4165550178"]])
    while not models.Attempt.select().where(models.Attempt.answered_at.is_null(False)).exists():
        world.crank()
    world.after_kill(switch_too=True)
    world.trap.names.clear()
    world.engine.reconciler.sweep()
    assert "before channels" in world.trap.names
    assert "before exists" not in world.trap.names
    world.clock.instant += timedelta(seconds=12)
    assert list(world.engine.reconciler.sweep().values()) == [Verdict.LOST]
    assert "before exists" in world.trap.names
    world.close()
