"""A backup, and its return: whole or not at all, never over what is there, never while it runs."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from esl_dialer.core.accounts.roles import Permission
from esl_dialer.core.calls.restored import Because
from esl_dialer.runtime.config import Config
from esl_dialer.runtime.file_locks import EngineLock
from esl_dialer.services.context import OPERATOR, Actor, Context
from esl_dialer.services.errors import Forbidden, Refused
from esl_dialer.services.system import backups, restored
from esl_dialer.services.system.backup_archive import ABOUT, NotABackup
from esl_dialer.store import models
from esl_dialer.store.database import open_database, transaction
from esl_dialer.store.reports import recounting
from esl_dialer.store.system import epochs, leases, restorations
from tests.fakes import START, HandClock
from tests.store.older import left_by
from tests.store.rows import a_campaign, a_record

LOCAL_HEADER = 30
"""Bytes before a member's name, in a ZIP."""


@pytest.fixture
def ctx(url: str, tmp_path: Path) -> Context:
    """An installation whose database is not open."""
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    return Context(Config(data=data, database=url), HandClock(), OPERATOR)


@contextmanager
def opened(ctx: Context) -> Iterator[None]:
    database = open_database(ctx.config.database_url)
    try:
        yield
    finally:
        database.close()
        models.database.initialize(None)


@pytest.fixture
def file(ctx: Context, tmp_path: Path) -> Path:
    """A backup of two campaigns; then a third was made."""
    path = tmp_path / "one.backup"
    with opened(ctx):
        for name in ("Spring", "Fall"):
            a_record(a_campaign(name=name), "+14165550101", account="A")
        backups.make(ctx, path)
        a_campaign(name="Winter")
    return path


def names() -> list[str]:
    return [row.name for row in models.Campaign.select().order_by(models.Campaign.id)]


def test_what_is_put_back_is_what_was_there(ctx, file):
    done = backups.put_back(ctx, file)
    assert bool(done.kept) == bool(ctx.config.database_path)
    with opened(ctx):
        assert names() == ["Spring", "Fall"]
        assert recounting.differences() == []
        assert a_campaign(name="Summer") == 3


def test_it_knows_that_it_was_restored_and_who_did_it(ctx, file):
    backups.put_back(ctx, file)
    with opened(ctx):
        state = restored.waiting(ctx)
        assert state is not None
        assert state.because is Because.COMMAND
        assert [one.name for one in state.waiting] == ["Fall", "Spring"]
        assert models.Audit.select().where(models.Audit.action == "backup.restore").count() == 1
        mark = epochs.Outside(ctx.config.data.absolute()).read(epochs.mark().identity)
        assert mark is not None
        assert replace(mark, at=None) == epochs.mark()


def test_a_second_time_is_as_the_first(ctx, file):
    """What is unknown since the backup ends no earlier: who was called counts as called then."""
    ctx.clock.sleep(3600)
    with opened(ctx), transaction():
        epochs.Outside(ctx.config.data).write(epochs.beat(ctx.now()))
    first = backups.put_back(ctx, file)
    ctx.clock.sleep(3600)
    second = backups.put_back(ctx, file)
    assert first.until > first.since
    assert (second.since, second.until) == (first.since, first.until)
    with opened(ctx):
        assert names() == ["Spring", "Fall"]
        last = restorations.last()
        assert last is not None
        assert last.because is Because.COMMAND


def test_where_the_directory_can_not_be_marked_the_database_knows_it(ctx, file):
    (ctx.config.data / "epochs").write_text("in the way")
    backups.put_back(ctx, file)
    with opened(ctx):
        assert restored.waiting(ctx) is not None


def test_the_database_that_was_there_is_kept_beside(ctx, file):
    done = backups.put_back(ctx, file)
    if ctx.config.database_path is None:
        assert done.kept == ""
        return
    with closing(sqlite3.connect(done.kept)) as kept:
        (count,) = kept.execute("SELECT COUNT(*) FROM campaign").fetchone()
    assert count == 3


def test_nobody_else_can_read_it(file):
    assert file.stat().st_mode & 0o777 == 0o600
    assert not list(file.parent.glob(".*"))


def test_a_file_that_is_there_is_not_written_over(ctx, file):
    before = file.read_bytes()
    with opened(ctx), pytest.raises(Refused, match="there already: name another file"):
        backups.make(ctx, file)
    assert file.read_bytes() == before


def test_a_directory_that_is_not_there_is_told(ctx, file):
    with opened(ctx), pytest.raises(Refused, match="no backup is made"):
        backups.make(ctx, file.parent / "nowhere" / "one.backup")


@pytest.mark.parametrize("keep", [0, 10, 0.5, -1])
def test_a_file_that_was_cut_is_refused(ctx, file, keep):
    data = file.read_bytes()
    file.write_bytes(data[: int(keep * len(data)) if isinstance(keep, float) else keep])
    with pytest.raises(NotABackup):
        backups.put_back(ctx, file)
    with opened(ctx):
        assert names() == ["Spring", "Fall", "Winter"]


def test_a_file_with_wrong_bytes_is_refused(ctx, file):
    """Sixteen: of one alone a packed run of zeros may come out as it was."""
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as whole:
        largest = max(whole.infolist(), key=lambda one: one.compress_size)
    begins = largest.header_offset + LOCAL_HEADER + len(largest.filename)
    middle = begins + largest.compress_size // 2
    for at in range(middle, middle + 16):
        data[at] ^= 0x55
    file.write_bytes(data)
    with pytest.raises(NotABackup):
        backups.look(ctx, file)


def test_a_member_put_together_by_others_is_refused(ctx, file, tmp_path):
    other = tmp_path / "other.backup"
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(other, "w") as made:
        for name in whole.namelist():
            data = whole.read(name)
            made.writestr(name, data if name == ABOUT else data + b"x")
    with pytest.raises(NotABackup, match="is damaged"):
        backups.look(ctx, other)


def told_otherwise(file: Path, to: Path, **changes: object) -> Path:
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(to, "w") as made:
        for name in whole.namelist():
            data = whole.read(name)
            if name == ABOUT:
                data = json.dumps(json.loads(data) | changes).encode()
            made.writestr(name, data)
    return to


@pytest.mark.parametrize(
    "wrong",
    [
        {"members": {}},
        {"members": ["x"]},
        {"members": {"/etc/hostname": [1, "0"]}},
        {"members": {"x": 1}},
        {"made_at": "yesterday"},
        {"made_at": "2026-11-23T16:00:00"},
        {"schema": None},
        {"tables": {'x" FROM PROGRAM': ["id"]}},
        {"version": None},
        {"more": 1},
    ],
)
def test_one_that_tells_of_itself_what_can_not_be_is_refused(ctx, file, tmp_path, wrong):
    with pytest.raises(NotABackup):
        backups.put_back(ctx, told_otherwise(file, tmp_path / "a", **wrong))
    with opened(ctx):
        assert names() == ["Spring", "Fall", "Winter"]
    assert not list(ctx.config.data.glob("*.restoring"))


def test_what_else_is_in_the_file_is_put_nowhere(ctx, file, tmp_path):
    with zipfile.ZipFile(file, "a") as more:
        for name in (str(tmp_path / "there"), "../there", "data/there"):
            more.writestr(name, "x")
    backups.put_back(ctx, file)
    assert not list(tmp_path.rglob("*there*"))


def test_a_backup_of_a_later_dialer_is_refused(ctx, file, tmp_path):
    later = told_otherwise(file, tmp_path / "a", schema={"9999_later": "x"}, version="9.0")
    with pytest.raises(Refused, match=r"made by dialer 9\.0, a later one: 9999_later"):
        backups.put_back(ctx, later)
    with pytest.raises(NotABackup, match="made by a later dialer"):
        backups.look(ctx, told_otherwise(file, tmp_path / "b", format=2))


def test_a_backup_of_the_other_kind_of_database_is_refused(ctx, file, tmp_path):
    here = "sqlite" if ctx.config.database_path else "postgresql"
    there = {"sqlite": "postgresql", "postgresql": "sqlite"}[here]
    with pytest.raises(Refused, match=f"it is of {there}, and the database here is {here}"):
        backups.look(ctx, told_otherwise(file, tmp_path / "a", kind=there))


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused(ctx, tmp_path, data):
    wrong = tmp_path / "wrong"
    wrong.write_bytes(data)
    with pytest.raises(NotABackup, match="no whole backup"):
        backups.look(ctx, wrong)


def test_while_the_dialer_runs_nothing_is_put_back(ctx, file):
    if (path := ctx.config.database_path) is not None:
        lock = EngineLock(path)
        assert lock.take("engine-1") is None
    else:
        with opened(ctx):
            assert leases.acquire("engine-1", START) == "engine-1"
    with pytest.raises(Refused, match="the dialer runs: stop it first"):
        backups.put_back(ctx, file)
    with opened(ctx):
        assert names() == ["Spring", "Fall", "Winter"]


def test_who_may_not_change_settings_makes_none(ctx, file):
    viewer = Context(ctx.config, ctx.clock, Actor("v", frozenset({Permission.VIEW})))
    with pytest.raises(Forbidden):
        backups.make(viewer, file.parent / "two.backup")
    with pytest.raises(Forbidden):
        backups.put_back(viewer, file)


def test_on_a_machine_that_had_nothing(ctx, file, tmp_path):
    if ctx.config.database_path is None:
        pytest.skip("a server's database is there")
    data = tmp_path / "new"
    fresh = Context(Config(data=data), ctx.clock, OPERATOR)
    done = backups.put_back(fresh, file)
    assert done.kept == ""
    with opened(fresh):
        assert names() == ["Spring", "Fall"]
    assert (data / "dialer.db").stat().st_mode & 0o777 == 0o600


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(url, tmp_path):
    ctx = Context(Config(data=tmp_path / "data", database=url), HandClock(), OPERATOR)
    left_by("0020_where_an_engines_switch_is", url)
    with opened(ctx):
        identity = epochs.mark().identity
        backups.make(ctx, tmp_path / "whole")
    older = tmp_path / "older"
    without_epochs(tmp_path / "whole", older, ctx)
    backups.put_back(ctx, older)
    with opened(ctx):
        assert epochs.mark().identity == identity
        assert restorations.waiting() is not None
        assert recounting.differences() == []


def without_epochs(file: Path, to: Path, ctx: Context) -> None:
    """As the release before would have made it, had it made any."""
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(to, "w") as made:
        about = json.loads(whole.read(ABOUT))
        for name in whole.namelist():
            data = whole.read(name)
            if name == "database.sqlite":
                data = before_epochs(data, to.parent)
                about["members"][name] = _told(data)
            if name != ABOUT and not _of_epochs(name):
                made.writestr(name, data)
        for name in [one for one in about["members"] if _of_epochs(one)]:
            del about["members"][name]
        about["schema"] = {k: v for k, v in about["schema"].items() if not k.startswith("0021")}
        about["tables"] = {k: v for k, v in about["tables"].items() if k not in EPOCHS}
        made.writestr(ABOUT, json.dumps(about))


EPOCHS = ("found_call", "held_campaign", "restoration", "epoch")


def _of_epochs(name: str) -> bool:
    return name in {f"tables/{table}.copy" for table in EPOCHS}


def _told(data: bytes) -> list[object]:
    return [len(data), sha256(data).hexdigest()]


def before_epochs(data: bytes, directory: Path) -> bytes:
    path = directory / "before.db"
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as opened_file:
        for table in EPOCHS:
            opened_file.execute(f"DROP TABLE {table}")
        opened_file.execute("DELETE FROM schema_migration WHERE name LIKE '0021%'")
        opened_file.commit()
    return path.read_bytes()
