"""A database that any earlier release made opens with its data, and counts what its rows say."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from peewee import IntegrityError

from esl_dialer.core.words import DialOrder, RunState
from esl_dialer.store import database, models
from esl_dialer.store.calls import selection
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import (
    MIGRATIONS,
    Duplicate,
    StoreFull,
    open_database,
    transaction,
)
from esl_dialer.store.people import name_search
from esl_dialer.store.people.name_search import Window
from esl_dialer.store.reports import recounting
from tests.store.older import RELEASES, TODAY, left_by
from tests.store.rows import NOW, TORONTO, a_record

SOME = [name for name in RELEASES if name[:4] in {"0001", "0005", "0009", "0014"}]
"""Before the counts, with some of them, with all, and the last whose rows are as they came."""

GATE = f"{TORONTO}@CA-ON"


def check() -> None:
    """All of ``ROWS``, as today's tables say it."""
    assert recounting.differences() == []
    assert campaigns.get("Spring").id == 1
    urgent, plain, preferred = (models.Record.get_by_id(n) for n in (12, 11, 13))
    assert [(r.urgent, r.priority) for r in (urgent, plain, preferred)] == [
        (True, 7), (False, 0), (False, 5),
    ]  # fmt: skip
    picked = selection.candidates(1, [GATE], 9, DialOrder.SEQUENTIAL)
    assert [one.record for one in picked] == [13, 11]
    assert {row.id: row.outcome for row in models.Attempt.select()} == {
        "ended": "busy", "open": None,
    }  # fmt: skip
    assert models.Phone.get().number == "+14165550101"
    assert found("muglia") == {11, 12, 13}


def found(name: str) -> set[int]:
    matching = name_search.matching(models.database.obj, name, Window(0, 1000))
    return {row.id for row in models.Record.select().where(models.Record.person.in_(matching))}


@pytest.mark.parametrize("release", RELEASES)
def test_it_opens_with_its_data_and_goes_on_counting(release, tmp_path: Path):
    _opens(release, f"sqlite:///{tmp_path / 'dialer.db'}")


@pytest.mark.parametrize("release", SOME)
def test_it_does_on_postgresql(release, cluster):
    with cluster.database() as url:
        _opens(release, url)


def _opens(release: str, url: str) -> None:
    left_by(release, url)
    opened = open_database(url)
    check()
    new = a_record(1, "+14165550199", full_name="ANN NEWTON", account="N")
    models.Record.update(status="completed").where(models.Record.id == 12).execute()
    models.Attempt.update(outcome="lost").where(models.Attempt.id == "ended").execute()
    assert recounting.differences() == []
    assert found("newton") == {new}
    opened.close()


@pytest.mark.parametrize("release", SOME)
def test_a_deleted_campaign_has_its_own_name_again_and_another_may_take_it(release, tmp_path):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(release, url)
    opened = open_database(url)
    fall, winter = campaigns.get(2), campaigns.get("Winter")
    assert (fall.name, fall.title, fall.deleted_at) == ("Fall", "Fall (deleted, 2)", NOW)
    assert campaigns.get("Fall (deleted, 2)") == fall
    assert (winter.title, winter.deleted_at, winter.archived_at) == ("Winter", None, NOW)
    assert campaigns.create({"name": "Fall", "kind": "MD"}, NOW).run_state is RunState.DRAFT
    with pytest.raises(Duplicate), transaction():
        campaigns.create({"name": "fall", "kind": "MD"}, NOW)
    opened.close()


@pytest.mark.parametrize(
    "says", ["", 'COUNTS_ANEW = ("result_tally",)', 'COUNTS_ANEW = ("record_tally",)']
)
def test_counts_are_made_anew_only_where_a_migration_says_so(says, url, tmp_path, monkeypatch):
    """An index, or a column that nothing counts, does not cost a look at every row."""
    left_by(TODAY, url, "UPDATE record_tally SET records = 70")
    _then(f"{says}\n\ndef up(migrator, db):\n    pass\n", tmp_path, monkeypatch)
    opened = open_database(url)
    assert bool(recounting.differences()) is ("record" not in says)
    opened.close()


def _then(migration: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more, after today's."""
    later = Path(shutil.copytree(MIGRATIONS, tmp_path / "later"))
    (later / "9999_later.py").write_text(migration)
    monkeypatch.setattr("esl_dialer.store.database.MIGRATIONS", later)


INDEX = """
def up(migrator, db):
    migrator.migrate(migrator.add_index("attempt", ("cause",)))
"""
ROWS = """
def up(migrator, db):
    db.execute_sql("UPDATE phone SET number = '+14165550102'")
"""
POINTING_NOWHERE = """
def up(migrator, db):
    db.execute_sql("UPDATE phone SET person_id = 99")
"""


@pytest.mark.parametrize(("migration", "looks"), [(INDEX, 0), (ROWS, 1)])
def test_references_are_looked_at_only_where_rows_were_written(
    migration, looks, tmp_path, monkeypatch
):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(TODAY, url)
    _then(migration, tmp_path, monkeypatch)
    looked: list[object] = []
    monkeypatch.setattr("esl_dialer.store.database._look_at_references", looked.append)
    opened = open_database(url)
    assert len(looked) == looks
    opened.close()


def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(TODAY, url)
    with monkeypatch.context() as patched:
        _then(POINTING_NOWHERE, tmp_path, patched)
        with pytest.raises(IntegrityError):
            open_database(url)
    models.database.close()
    opened = open_database(url)
    assert models.Phone.get().person_id == 12
    opened.close()


def test_a_migration_that_is_cut_off_is_done_again(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(RELEASES[-1], url)
    with monkeypatch.context() as patched:
        patched.setattr("esl_dialer.store.database.recounting.recount", _cut_off)
        with pytest.raises(InterruptedError):
            open_database(url)
    models.database.close()
    opened = open_database(url)
    check()
    opened.close()


BEFORE_PEOPLE = max(name for name in RELEASES if name < "0038")
"""The last in which a record was the whole of a person."""


def test_records_are_copied_in_chunks_and_a_copy_that_was_cut_off_goes_on(
    url, tmp_path, monkeypatch
):
    """What is written to those that were copied already is not lost."""
    left_by(BEFORE_PEOPLE, url)
    by_one = Path(shutil.copytree(MIGRATIONS, tmp_path / "by_one"))
    (copying,) = by_one.glob("0038*.py")
    copying.write_text(copying.read_text().replace("ROWS = 10_000", "ROWS = 1"))
    monkeypatch.setattr("esl_dialer.store.database.MIGRATIONS", by_one)
    with monkeypatch.context() as patched:
        patched.setattr("esl_dialer.store.database._one_chunk", _cut_after(2, database._one_chunk))
        with pytest.raises(InterruptedError):
            open_database(url)
    sql = models.database.execute_sql
    assert sql("SELECT COUNT(*) FROM record_new").fetchone()[0] == 2
    sql("UPDATE record SET full_name = 'ANN NEWTON' WHERE id = 11")
    sql("DELETE FROM record WHERE id = 13")
    models.database.close()
    opened = open_database(url)
    assert {row.id: row.full_name for row in models.Person.select()} == {
        11: "ANN NEWTON", 12: "JOHN MUGLIA",
    }  # fmt: skip
    assert {row.id: (row.person_id, row.status) for row in models.Record.select()} == {
        11: (11, "pending"), 12: (12, "retry"),
    }  # fmt: skip
    assert found("newton") == {11}
    assert recounting.differences() == []
    assert a_record(1, "+14165550199", account="N") > 12
    opened.close()


def _cut_after(chunks: int, copy: Callable[..., bool]) -> Callable[..., bool]:
    left = iter(range(chunks))
    return lambda *given: copy(*given) if next(left, None) is not None else _cut_off()


def test_who_has_no_room_for_the_copy_is_told_before_it_begins(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(BEFORE_PEOPLE, url)
    none = SimpleNamespace(free=0)
    monkeypatch.setattr("esl_dialer.store.database.shutil.disk_usage", lambda _: none)
    with pytest.raises(StoreFull, match="MB of room beside"):
        open_database(url)
    assert "record_new" not in models.database.get_tables()
    models.database.close()


def _cut_off(*_: object, **__: object) -> NoReturn:
    raise InterruptedError


STOP = (
    "INSERT INTO person_stop (whose, account, reason, campaign_id, list_id, why, source, set_by,"
    " set_at, removed_by, removed_why) VALUES ('{}', '{}', 'cease', 0, 0, '', '', 'ann', 0, '', '')"
)
OF_WHOM = (
    "UPDATE person SET person_key = 'roy', full_name = 'MARIE ROY',"
    """ fields = '{"client_name": "Crédit Nord"}' WHERE account = 'A1'"""
)


def test_stops_that_were_kept_know_their_account_name_and_creditor(url):
    left_by("0051_right_party", url, OF_WHOM, STOP.format("roy", "0012"), STOP.format("x", "A9"))
    opened = open_database(url)
    stops = models.PersonStop.select().order_by(models.PersonStop.id)
    assert [(one.account_key, one.full_name, one.creditor) for one in stops] == [
        ("12", "MARIE ROY", "creditnord"), ("A9", "", ""),
    ]  # fmt: skip
    assert stops[0].apart == ()
    opened.close()
