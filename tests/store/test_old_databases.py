"""A database that any earlier release made opens with its data, and counts what its rows say."""

import shutil
from pathlib import Path

import pytest

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
    return {row.id for row in models.Record.select().where(models.Record.id.in_(matching))}


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


@pytest.mark.parametrize("says", ["", "COUNTS_ANEW = True"])
def test_counts_are_made_anew_only_where_a_migration_says_so(says, url, tmp_path, monkeypatch):
    """An index, or a column that nothing counts, does not cost a look at every row."""
    left_by(TODAY, url, "UPDATE record_tally SET records = 70")
    later = Path(shutil.copytree(MIGRATIONS, tmp_path / "later"))
    (later / "9999_later.py").write_text(f"{says}\n\ndef up(migrator, db):\n    pass\n")
    monkeypatch.setattr("esl_dialer.store.database.MIGRATIONS", later)
    opened = open_database(url)
    assert bool(recounting.differences()) is not bool(says)
    opened.close()


def test_a_migration_that_is_cut_off_is_done_again(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'dialer.db'}"
    left_by(RELEASES[-1], url)
    with monkeypatch.context() as patched:
        patched.setattr("esl_dialer.store.database.keep", _cut_off)
        with pytest.raises(InterruptedError):
            open_database(url)
    models.database.close()
    opened = open_database(url)
    check()
    opened.close()


def _cut_off(*_: object, **__: object) -> None:
    raise InterruptedError
