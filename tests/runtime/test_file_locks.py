"""Who holds a lock beside the database lives, whatever became of the database's file."""

import os
import signal
import subprocess
import sys

import pytest

from esl_dialer.runtime.file_locks import (
    EngineLock,
    Holder,
    alone,
    engine_of,
    file_at,
    keep_in_use,
    log_of,
    put_aside_foreign_log,
)

KEEPING = """
import sys, time
from pathlib import Path
from esl_dialer.runtime import file_locks
path = Path(sys.argv[1])
if sys.argv[2] == "engine":
    lock = file_locks.EngineLock(path)
    assert lock.take("host/boot/1:7") is None
else:
    file_locks.keep_in_use(path)
print("held", flush=True)
time.sleep(600)
"""


def keeping(path, what):
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPING, str(path), what], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def test_a_second_engine_is_told_who_has_it_until_that_one_is_killed(tmp_path):
    path = tmp_path / "dialer.db"
    path.touch()
    assert engine_of(path) is None
    first = keeping(path, "engine")
    try:
        told = Holder("host/boot/1:7", file_at(path), file_at(log_of(path)))
        assert engine_of(path) == EngineLock(path).take("me") == told
    finally:
        kill(first)
    assert engine_of(path) is None
    lock = EngineLock(path)
    assert lock.take("me") is None
    lock.let_go()


def test_a_lock_of_which_nothing_is_written_yet_is_held_all_the_same(tmp_path):
    first = keeping(tmp_path / "dialer.db", "engine")
    try:
        os.truncate(tmp_path / "dialer.db.engine", 0)
        assert engine_of(tmp_path / "dialer.db") == Holder("")
    finally:
        kill(first)


def test_who_keeps_it_in_use_is_not_alone(tmp_path):
    path = tmp_path / "dialer.db"
    with alone(path) as yes:
        assert yes
    first, second = keeping(path, "in-use"), keeping(path, "in-use")
    try:
        with alone(path) as yes:
            assert not yes
        kill(first)
        with alone(path) as yes:
            assert not yes
    finally:
        kill(second)
    with alone(path) as yes:
        assert yes
    keep_in_use(path)


@pytest.fixture
def killed(tmp_path):
    """A database and its log, as an engine leaves them that was killed."""
    path = tmp_path / "dialer.db"
    path.write_text("the database")
    log_of(path).write_text("its log")
    kill(keeping(path, "engine"))
    return path


def replace(path):
    other = path.with_name("other")
    other.write_text("another")
    os.replace(other, path)


def test_the_log_of_a_database_that_was_replaced_is_put_aside(killed):
    replace(killed)
    aside = put_aside_foreign_log(killed)
    assert aside is not None
    assert aside.read_text() == "its log"
    assert not log_of(killed).exists()
    assert put_aside_foreign_log(killed) is None


def test_a_databases_own_log_stays(killed):
    assert put_aside_foreign_log(killed) is None
    assert log_of(killed).read_text() == "its log"


def test_a_database_that_came_with_its_log_keeps_it(killed):
    """Both were copied: what is in the log alone is needed."""
    replace(killed)
    log = log_of(killed).with_name("log")
    log.write_text("its own")
    os.replace(log, log_of(killed))
    assert put_aside_foreign_log(killed) is None
    assert log_of(killed).read_text() == "its own"


def test_once_it_was_opened_whatever_log_there_is_is_its_own(killed):
    assert put_aside_foreign_log(killed) is None
    replace(killed)
    assert put_aside_foreign_log(killed) is None


def test_an_engine_that_ended_in_order_leaves_nothing_behind(tmp_path):
    path = tmp_path / "dialer.db"
    path.touch()
    log_of(path).touch()
    lock = EngineLock(path)
    assert lock.take("me") is None
    lock.let_go()
    replace(path)
    assert put_aside_foreign_log(path) is None


def test_while_the_engine_lives_its_log_is_left_alone(tmp_path):
    path = tmp_path / "dialer.db"
    path.touch()
    log_of(path).touch()
    engine = keeping(path, "engine")
    try:
        replace(path)
        assert put_aside_foreign_log(path) is None
    finally:
        kill(engine)
