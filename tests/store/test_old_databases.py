"""A database that any earlier release made opens with its data, and counts what its rows say."""

import shutil
from pathlib import Path

import pytest
from peewee import IntegrityError

from esl_dialer.core.words import DialOrder, RunState
from esl_dialer.store import models
from esl_dialer.store.calls import selection
from esl_dialer.store.campaigns import campaigns
from esl_dialer.store.database import MIGRATIONS, Duplicate, open_database, transaction
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


def _cut_off(*_: object, **__: object) -> None:
    raise InterruptedError
