"""``esl-dialer imports ...``: what was imported, and the way back."""

import pytest

from esl_dialer.store import models
from tests.cli.conftest import Shell
from tests.services.lists.helpers import row, rows, write_list


@pytest.fixture
def imported(shell: Shell, tmp_path):
    shell("campaign", "create", "Spring")
    body = [*rows(3), row(account_number="bad", phone_1="123")]
    path = write_list(tmp_path / "May.csv", body)
    shell("import", "Spring", str(path))
    return path


def test_they_are_listed_and_shown(shell: Shell, imported) -> None:
    [one] = shell.json("imports", "list", "Spring")
    assert (one["rows_good"], one["origin"], one["created_by"]) == (3, "command", "command line")
    assert "May" in shell("imports", "list").stdout
    shown = shell.json("imports", "show", "1")
    assert {"header": "Province", "choice": "province"} in shown["columns"]
    assert "Province=province" in shell("imports", "show", "1").stdout
    assert shell("imports", "show", "77").exit_code == 3


def test_errors_rejects_and_the_original(shell: Shell, imported, tmp_path) -> None:
    told = shell.json("imports", "errors", "1", "--rejected")
    assert [one["line"] for one in told] == [5]
    assert "rejected" in shell("imports", "errors", "1").stdout
    assert "bad" in shell("imports", "rejects", "1").stdout
    target = tmp_path / "back.csv"
    shell("imports", "original", "1", str(target))
    assert target.read_bytes() == imported.read_bytes()
    assert shell("imports", "original", "1", str(target)).exit_code == 2


def test_it_is_undone(shell: Shell, imported) -> None:
    plan = shell.json("imports", "undo", "1", "--dry-run")
    since = {"taken": 0, "left_out_since": 0, "person_stops": 0, "consents": 0}
    assert plan == {"removes": 3, "overwritten": 0, "stopped": 0, "reasons": []} | since
    assert models.Record.select().count() == 3
    done = shell.json("imports", "undo", "1")
    assert done == {"import": 1, "removed": 3, "overwritten": 0, "stopped": 0}
    assert models.Record.select().count() == 0
    again = shell("imports", "undo", "1")
    assert again.exit_code == 3
    assert "it was undone already" in again.stderr


def test_a_file_replaces_what_was_never_dialed(shell: Shell, imported, tmp_path) -> None:
    path = write_list(tmp_path / "June.csv", rows(2, 50))
    done = shell.json("import", "Spring", str(path), "--replace")
    assert (done["rows_removed"], done["rows_stay"], done["rows_good"]) == (3, 0, 2)


def test_old_files_are_deleted(shell: Shell, imported) -> None:
    assert shell.json("clean-lists") == {"deleted": 0}
