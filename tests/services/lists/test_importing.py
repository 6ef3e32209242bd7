from datetime import datetime
from pathlib import Path

import pytest

from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.typed_cells import NO_PROVINCE
from esl_dialer.core.says import Says
from esl_dialer.core.words import AudioState, RecordStatus
from esl_dialer.services.lists.importing import Progress, continue_import
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import (
    NOW,
    begin_import,
    fixed,
    import_all,
    now,
    phones_of,
    row,
    rows,
    stored,
    write_list,
)

SAMPLE = Path("data/samples/collections_200.csv")
DIRTY = Path("tests/services/lists/fixtures/dirty_cp1252.csv")
BY_ANOTHER = Says("ended by another")


def test_the_sample_list_is_imported_whole_and_in_order(data_dir: Path, campaign: int) -> None:
    info = lists.get(import_all(campaign, SAMPLE, data_dir))
    assert (info.status, info.rows_good, info.rows_bad, info.rows_duplicate) == ("done", 200, 0, 0)
    records = list(models.Record.select().order_by(models.Record.position))
    assert [r.position for r in records] == list(range(1, 201))
    assert [r.account for r in records] == [str(1000000 + n) for n in range(200)]
    first = records[0]
    assert (first.full_name, first.province, first.gate) == (
        "RENÉE GAGNON",
        "SK",
        "America/Regina@CA-SK",
    )
    assert (first.status, first.ready) == (RecordStatus.PENDING, False)
    assert first.fields["balance"] == "6875.54"
    assert [p.number for p in phones_of(first)] == ["+13065550109"]
    assert [p.number for p in phones_of(records[1])] == [
        "+15145550127",
        "+15145551614",
        "+15145552408",
    ]


def test_good_rows_of_a_bad_file_are_imported_and_bad_ones_named(
    data_dir: Path, campaign: int
) -> None:
    list_id = import_all(campaign, DIRTY, data_dir)
    info = lists.get(list_id)
    assert (info.rows_read, info.rows_good, info.rows_bad, info.rows_duplicate) == (24, 14, 9, 1)
    errors = {(p.line, p.column, str(p.reason)) for p in lists.errors_by_line(list_id)}
    assert (7, "Province", str(NO_PROVINCE)) in errors
    assert (8, "Province", "required") in errors
    assert (13, "Account Number 1", "required") in errors
    assert (23, "TFN", "required") in errors
    assert {line for line, _, _ in errors} == {7, 8, 9, 10, 12, 13, 18, 22, 23}


def test_a_list_added_later_leaves_the_earlier_records_alone(data_dir: Path, campaign: int) -> None:
    import_all(campaign, SAMPLE, data_dir)
    before = stored(campaign)
    import_all(campaign, write_list(data_dir / "more.csv", rows(3)), data_dir)
    after = stored(campaign)
    assert after[:200] == before
    assert [r[0] for r in after[200:]] == [201, 202, 203]


def test_repeating_an_import_changes_nothing_and_says_so(data_dir: Path, campaign: int) -> None:
    import_all(campaign, SAMPLE, data_dir)
    before = stored(campaign)
    again = begin_import(campaign, SAMPLE, "again", data_dir=data_dir, now=NOW)
    assert again.repeated
    continue_import(again.list_id, data_dir, now)
    assert stored(campaign) == before


class Crash(Exception):
    """The process dies here."""


@pytest.mark.parametrize("chunks", [1, 2, 5])
def test_an_import_cut_off_goes_on_where_it_was(data_dir: Path, campaign: int, chunks: int) -> None:
    begun = begin_import(campaign, DIRTY, "cut", data_dir=data_dir, now=NOW)
    left = chunks

    def crash(_: Progress) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Crash

    with pytest.raises(Crash):
        continue_import(begun.list_id, data_dir, now, chunk=fixed(3), progress=crash)
    done = continue_import(begun.list_id, data_dir, now, chunk=fixed(4))
    assert (done.rows_read, done.rows_good, done.rows_bad, done.rows_duplicate) == (24, 14, 9, 1)
    other = models.Campaign.create(name="other", kind="LB", created_at=NOW, updated_at=NOW)
    import_all(other.id, DIRTY, data_dir)
    assert stored(campaign) == stored(other.id)


def test_of_two_processes_on_one_list_the_later_gives_way(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "list.csv", rows(10))
    begun = begin_import(campaign, path, "list", data_dir=data_dir, now=NOW)

    def crash(_: Progress) -> None:
        raise Crash

    def other(_: Progress) -> None:
        with pytest.raises(Crash):
            continue_import(begun.list_id, data_dir, now, chunk=fixed(2), progress=crash)

    with pytest.raises(lists.TakenOver):
        continue_import(begun.list_id, data_dir, now, chunk=fixed(2), progress=other)
    assert [r[1] for r in stored(campaign)] == ["A1", "A2", "A3", "A4"]
    continue_import(begun.list_id, data_dir, now)
    assert [r[1] for r in stored(campaign)] == [f"A{n}" for n in range(1, 11)]
    assert lists.get(begun.list_id).rows_good == 10


def test_a_list_that_another_ended_is_not_ended_again(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "list.csv", rows(2))
    begun = begin_import(campaign, path, "list", data_dir=data_dir, now=NOW)
    ended: list[int] = []

    def other(_: Progress) -> None:
        assert lists.finish(begun.list_id, NOW, "failed", BY_ANOTHER)

    with pytest.raises(lists.TakenOver):
        continue_import(begun.list_id, data_dir, now, progress=other, ended=ended.append)
    assert ended == []
    assert lists.get(begun.list_id).error == BY_ANOTHER


def test_a_list_whose_file_is_gone_and_that_another_ended_is_not_failed_again(
    data_dir: Path, campaign: int
) -> None:
    path = write_list(data_dir / "list.csv", rows(2))
    begun = begin_import(campaign, path, "list", data_dir=data_dir, now=NOW)
    (data_dir / lists.get(begun.list_id).stored_path).unlink()

    def meanwhile() -> datetime:
        assert lists.finish(begun.list_id, NOW, "done")
        return NOW

    with pytest.raises(lists.TakenOver):
        continue_import(begun.list_id, data_dir, meanwhile)
    assert lists.get(begun.list_id).status == "done"


def test_the_end_of_a_list_is_told_once(data_dir: Path, campaign: int) -> None:
    begun = begin_import(
        campaign, write_list(data_dir / "list.csv", rows(2)), "list", data_dir=data_dir, now=NOW
    )
    ended: list[int] = []
    for _ in range(2):
        continue_import(begun.list_id, data_dir, now, ended=ended.append)
    assert ended == [begun.list_id]


def test_the_first_row_of_an_account_counts(data_dir: Path, campaign: int) -> None:
    body = [row(account_number="1", full_name="First"), row(account_number="1", full_name="Second")]
    list_id = import_all(campaign, write_list(data_dir / "twice.csv", body), data_dir)
    assert [r[2] for r in stored(campaign)] == ["First"]
    assert lists.get(list_id).rows_duplicate == 1


def test_a_list_without_a_required_column_is_refused_whole(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "short.csv", [["1", "John"]], ["Account Number 1", "First Name"])
    options = preview_file(path)
    assert "Province" in options.missing
    with pytest.raises(NotAList, match="Province"):
        begin_import(campaign, path, "short", data_dir=data_dir, now=NOW)


def test_new_records_make_a_spoken_campaign_incomplete(data_dir: Path, campaign: int) -> None:
    models.Campaign.update(audio_state=AudioState.READY).execute()
    import_all(campaign, write_list(data_dir / "one.csv", rows(1)), data_dir)
    assert models.Campaign.get_by_id(campaign).audio_state is AudioState.INCOMPLETE
