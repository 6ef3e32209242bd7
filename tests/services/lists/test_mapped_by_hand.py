"""Columns that a person maps, the row at which a list begins, and the layout of records."""

import functools
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.lists.list_file import NotAList
from esl_dialer.core.lists.reading_plan import BadOptions, Options
from esl_dialer.services.lists import list_reading, uploads
from esl_dialer.services.lists.importing import continue_import
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.services.lists.rejects import rejected_rows
from esl_dialer.services.people import call_backs
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.books import people, write_xlsx
from tests.services.lists.helpers import NOW, begin_import, import_all, now, rows, write_list
from tests.store.rows import a_campaign

STRANGE = """Report of May,,,
Konto,Wer,Privat,Diensthandy
K-1,Ann Roy,416 555 0101,416 555 0102
K-2,Bo Lee,416 555 0103,
"""
MAPPED = {"Konto": "account_number", "Wer": "full_name", "Privat": "phone_home", "#4": "phone_work"}


def written(folder: Path, text: str, name: str = "list.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def imported(campaign: int, path: Path, data_dir: Path, options: Options) -> lists.ListInfo:
    begun = begin_import(campaign, path, "a list", data_dir=data_dir, now=NOW, options=options)
    continue_import(begun.list_id, data_dir, now)
    return lists.get(begun.list_id)


def phones() -> dict[str, list[tuple[str, str]]]:
    return {
        record.account: [(p.number, p.kind) for p in record.phones.order_by(models.Phone.position)]
        for record in models.Record.select()
    }


def test_a_strange_file_is_mapped_from_its_start_row(data_dir: Path, campaign: int) -> None:
    path = written(data_dir, STRANGE)
    with pytest.raises(NotAList):
        preview_file(path)
    looked = preview_file(path, Options(start_row=3))
    assert [column.header for column in looked.columns] == ["Konto", "Wer", "Privat", "Diensthandy"]
    assert (looked.start_row, looked.header_row, looked.needs) == (3, 2, "guide")
    assert [row.line for row in looked.grid] == [1, 2, 3, 4]
    options = Options(start_row=3, columns=MAPPED)
    assert preview_file(path, options).missing == ()
    info = imported(campaign, path, data_dir, options)
    assert (info.rows_good, info.rows_bad) == (2, 0)
    assert phones() == {
        "K-1": [("+14165550101", "home"), ("+14165550102", "work")],
        "K-2": [("+14165550103", "home")],
    }
    record = models.Record.get(models.Record.account == "K-1")
    assert (record.full_name, record.province) == ("Ann Roy", "")
    assert record.gate == "America/Toronto@CA-ON"


def test_rows_before_the_start_are_left_out(data_dir: Path, campaign: int) -> None:
    path = write_list(data_dir / "list.csv", rows(5))
    info = imported(campaign, path, data_dir, Options(start_row=4))
    assert set(phones()) == {"A3", "A4", "A5"}
    assert (info.rows_read, info.options["header_at"]) == (3, 0)


def test_rejects_keep_the_header_that_stands_above_what_was_left_out(
    data_dir: Path, campaign: int
) -> None:
    body = rows(4)
    body[3][-20:] = [""] * 20
    path = write_list(data_dir / "list.csv", body)
    info = imported(campaign, path, data_dir, Options(start_row=4))
    header, bad = list(rejected_rows(info.id, data_dir))
    assert header.startswith("Account Number 1,First Name")
    assert bad.startswith("A4,")


def test_what_was_recognised_and_is_said_again_is_the_same_import(
    data_dir: Path, campaign: int
) -> None:
    path = write_list(data_dir / "list.csv", rows(2))
    looked = preview_file(path)
    said = Options(
        columns={f"#{at}": choice for at, choice in enumerate(looked.choices, 1)},
        start_row=looked.start_row,
    )
    first = begin_import(campaign, path, "a", data_dir=data_dir, now=NOW)
    again = begin_import(campaign, path, "a", data_dir=data_dir, now=NOW, options=said)
    assert (again.list_id, again.repeated) == (first.list_id, True)


def test_a_list_without_header_is_mapped_by_number(data_dir: Path, campaign: int) -> None:
    path = written(data_dir, "Ann Roy;K-1;416 555 0101\nBo Lee;K-2;nothing\n")
    assert preview_file(path, Options(start_row=1)).columns[1].header == "Column 2"
    options = Options(columns={"2": "account_number", "3": "phone_mobile", "1": "custom"})
    info = imported(campaign, path, data_dir, options)
    assert phones() == {"K-1": [("+14165550101", "mobile")]}
    assert models.Record.get().custom == {"Column 1": "Ann Roy"}
    header, _ = list(rejected_rows(info.id, data_dir))
    assert header == "Column 1;Account Number 1;Phone 1;Reject reason\r\n"


def test_one_column_of_a_list_in_the_guides_order_is_said_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(",".join(row) for row in rows(3)), encoding="utf-8")
    looked = preview_file(path, Options(columns={"5": "custom"}))
    assert looked.choices[4] == "custom"
    assert looked.choices[:4] == ("account_number", "first_name", "last_name", "province")
    assert looked.rows_good == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(start_row=3, columns=MAPPED | {"Wer": "account_number"}),
         "columns 'Konto' and 'Wer' are both mapped to Account Number 1"),
        (Options(start_row=30), "the list can't begin in line 30: choose one up to 4"),
        (Options(columns={"Nowhere": "city"}, start_row=3), "the file has no column 'Nowhere'"),
        (Options(columns={"#5": "city"}, start_row=3), "the file has no column '#5'"),
        (Options(needs="all"), "needs 'all'; write guide or phone"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_told_by_name(tmp_path: Path, options: Options, told: str) -> None:
    path = written(tmp_path, STRANGE)
    with pytest.raises(BadOptions) as refused:
        preview_file(path, options)
    assert str(refused.value).startswith(told)


def test_a_mapping_without_a_phone_is_told_by_name(data_dir: Path, campaign: int) -> None:
    path = written(data_dir, STRANGE)
    options = Options(start_row=3, columns={"Konto": "account_number"})
    assert preview_file(path, options).missing == ("Phone 1",)
    with pytest.raises(NotAList, match="no column for: Phone 1"):
        imported(campaign, path, data_dir, options)


def test_an_account_and_a_phone_are_enough_when_it_is_said(data_dir: Path, campaign: int) -> None:
    path = written(data_dir, "Account,City,Cell\nK-1,Paris,416 555 0101\n")
    assert "Province" in preview_file(path).missing
    looked = preview_file(path, Options(needs="phone"))
    assert (looked.missing, looked.rows_good) == ((), 1)
    told = [str(doubt.reason) for doubt in looked.doubts]
    assert "without a province people are called by where their numbers are" in told
    imported(campaign, path, data_dir, Options(needs="phone"))
    assert phones() == {"K-1": [("+14165550101", "mobile")]}


def test_where_nobody_can_say_the_zone_the_row_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "Account,Cell\nK-1,866 555 0101\nK-2,416 555 0101\n")
    looked = preview_file(path, Options(needs="phone"))
    [problem] = looked.problems
    assert (problem.line, str(problem.reason)[:32]) == (2, "neither a province nor a number ")


BOTH = "America/Toronto|America/Vancouver;America/Toronto@CA-ON;America/Vancouver@CA-BC"

MOVED = (
    "America/Halifax|America/Toronto|America/Vancouver;America/Halifax|America/Toronto@CA-ON"
    ";America/Halifax|America/Vancouver@CA-BC"
)

RECORDS = """customer_reference_id,agent,primary,home,mobile,local_time_zone,scheduled_for,policy
R-1,Ann@Example.com,416 555 0101,,604 555 0102,America/Toronto,2026-12-01 14:30,P1
R-2,,416 555 0103,,,,,
R-3,nobody@example.com,416 555 0104,,,,,
R-4,twice@example.com,416 555 0105,,,,,
R-5,,416 555 0106,,,,one day,
R-6,,416 555 0107,,,America/Torronto,,
R-7,,866 555 0108,,,America/Regina,2026-12-01 09:00,
"""


def a_user(name: str, email: str, *, active: bool = True) -> None:
    models.User.create(username=name, password_hash="", email=email, active=active, created_at=NOW)


@pytest.fixture
def agents(data_dir: Path) -> None:
    a_user("ann", "ann@example.com")
    a_user("one", "twice@example.com")
    a_user("two", "twice@example.com")
    a_user("gone", "nobody@example.com", active=False)


def test_the_layout_of_records(data_dir: Path, campaign: int, agents) -> None:
    path = written(data_dir, RECORDS)
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, info.rows_bad) == (3, 4)
    told = {p.line: (p.column, str(p.reason)) for p in lists.problems(info.id, 10)}
    assert told == {
        4: ("Agent", "no user who can sign in has this e-mail address"),
        5: ("Agent", "several users have this e-mail address"),
        6: ("Scheduled for", "not a date"),
        7: (
            "Local time zone",
            "there is no time zone 'America/Torronto': did you mean America/Toronto?",
        ),
    }
    first, second, third = models.Record.select().order_by(models.Record.id)
    assert (first.owner_agent, second.owner_agent) == ("ann", "")
    assert first.scheduled_for == datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
    assert second.scheduled_for is None
    assert (first.zone, first.gate) == ("America/Toronto", BOTH)
    assert (second.zone, second.gate) == (None, "America/Toronto@CA-ON")
    assert (third.gate, third.scheduled_for.hour) == ("America/Regina", 15)
    assert first.custom == {"policy": "P1"}
    assert phones()["R-1"] == [("+14165550101", "primary"), ("+16045550102", "mobile")]


def test_who_and_when_stay_where_a_later_list_does_not_say(
    data_dir: Path, campaign: int, agents
) -> None:
    import_all(campaign, written(data_dir, RECORDS), data_dir)
    said = ("Ann@Example.com", "2026-12-01 14:30", "America/Toronto")
    later = functools.reduce(lambda text, one: text.replace(one, ""), said, RECORDS)
    later = later.replace("P1", "P9")
    import_all(campaign, written(data_dir, later, "later.csv"), data_dir, "overwrite")
    record = models.Record.get(models.Record.account == "R-1")
    assert (record.custom["policy"], record.owner_agent) == ("P9", "ann")
    assert (record.zone, record.gate) == ("America/Toronto", BOTH)
    assert record.scheduled_for is not None
    moved = later.replace(",,,P9", ",America/Halifax,2026-12-02 10:00,P9")
    import_all(campaign, written(data_dir, moved, "moved.csv"), data_dir, "overwrite")
    record = models.Record.get(models.Record.account == "R-1")
    assert record.scheduled_for == datetime(2026, 12, 2, 14, tzinfo=UTC)
    assert (record.zone, record.gate) == ("America/Halifax", MOVED)


def test_a_workbook_begins_at_the_sheets_own_row(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "book.xlsx", {"People": people(4)})
    looked = preview_file(path, Options(start_row=4))
    assert (looked.start_row, looked.header_row, looked.rows_checked) == (4, 1, 2)
    assert looked.grid[0].cells[0] == HEADERS[0]


def sent(ctx, campaign: int, text: str, how: str = "skip") -> None:
    upload = uploads.keep(ctx, io.BytesIO(text.encode()), "list.csv")
    uploads.begin(ctx, campaign, upload, "a list", how)
    list_reading.work_once(ctx, "a reader")


def test_a_time_of_a_list_takes_the_place_of_a_call_back_that_was_set(ctx) -> None:
    campaign = a_campaign()
    head = "customer_reference_id,agent,home,scheduled_for\n"
    sent(ctx, campaign, f"{head}R-1,,416 555 0101,\n")
    record = models.Record.get()
    later = ctx.now() + timedelta(days=20)
    call_backs.set_for(ctx, record.id, later.isoformat(), "asks for it")
    sent(ctx, campaign, f"{head}R-1,,416 555 0102,\n", "overwrite")
    assert models.Record.get().scheduled_for == later
    sent(ctx, campaign, f"{head}R-1,,416 555 0101,2026-12-01 14:30\n", "overwrite")
    record = models.Record.get()
    assert record.scheduled_for == datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
    assert (record.held_by, record.not_before, record.urgent) == ("", None, False)
    assert not models.CallBack.select().count()
