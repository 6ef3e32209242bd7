"""Lists that a program wrote: its marks of nothing, its numbers with points, its rounding."""

from pathlib import Path

import pytest

from esl_dialer.core.lists.layout import HEADERS
from esl_dialer.core.text.spreadsheet_numbers import DECIMALS, ROUNDED
from esl_dialer.services.lists.previewing import preview_file
from esl_dialer.store import models
from esl_dialer.store.lists import lists
from tests.services.lists.helpers import import_all, row, write_list
from tests.store.rows import phones_of

FIXTURES = Path(__file__).parent / "fixtures"


def imported(campaign: int) -> dict[str, tuple[str, list[str]]]:
    """By account: the toll-free number and the phones."""
    return {r.account: (r.person.fields["tfn"], [p.number for p in phones_of(r)])
            for r in models.Record.select().where(models.Record.campaign == campaign)}  # fmt: skip


def test_what_pandas_made_floats_of_is_whole(data_dir: Path, campaign: int) -> None:
    path = FIXTURES / "sent" / "floats.csv"
    seen = preview_file(path)
    assert (seen.rows_good, seen.problems) == (2, ())
    import_all(campaign, path, data_dir)
    assert imported(campaign) == {
        "1234567": ("8002709938", ["+14165550531"]),
        "1234568": ("8002709938", ["+14165550532"]),
    }


def test_an_account_with_a_point_is_the_account_without(data_dir: Path, campaign: int) -> None:
    """One with zeros in front is alike: told, and left out unless zeros are to count."""
    info = lists.get(import_all(campaign, FIXTURES / "accounts_as_floats.csv", data_dir))
    assert set(imported(campaign)) == {"1234567"}
    assert (info.rows_good, info.rows_duplicate, info.rows_alike) == (1, 2, 1)


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        ("1234567.5", DECIMALS),
        ("1.23457E+12", ROUNDED),
        ("1234567890123456.0", ROUNDED),
        ("1.2345678901234568e+16", ROUNDED),
    ],
)
def test_an_account_that_lost_digits_is_refused(
    data_dir: Path, campaign: int, account: str, reason: str
) -> None:
    path = write_list(data_dir / "a.csv", [row(account_number=account)])
    list_id = import_all(campaign, path, data_dir)
    (problem,) = lists.problems(list_id, 9)
    assert (problem.column, problem.reason) == ("Account Number 1", reason)


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("4.165550199E9", "+14165550199"),
        ("416555012.0", None),
        ("41655501.20", None),
        ("4.16556E+09", None),
    ],
)
def test_a_phone_is_whole_or_refused(
    data_dir: Path, campaign: int, phone: str, number: str | None
) -> None:
    path = write_list(data_dir / "a.csv", [row(phone_1=phone, phone_2="4165550111")])
    import_all(campaign, path, data_dir)
    ((_, phones),) = imported(campaign).values()
    assert phones == [*([number] if number else []), "+14165550111"]


def test_what_a_database_writes_for_nothing_is_nothing(data_dir: Path, campaign: int) -> None:
    cells = row(phone_2=r"\N", did=r"\N", address=r"\N", balance=r"\N", assign_date=r"\N")
    path = write_list(data_dir / "a.csv", [[*cells, r"\N"]], [*HEADERS, "Note"])
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_good, lists.problems(info.id, 9)) == (1, [])
    record = models.Record.get()
    fields = {record.person.fields[key] for key in ("did", "address", "balance", "assign_date")}
    assert (fields, record.person.custom) == ({""}, {})


@pytest.mark.parametrize("end", [b"\x1a", b"\r\n\x1a", b"\x1a\x1a", b"\r\n\x1a\r\n"])
@pytest.mark.parametrize("last", ["4165550112", '"4165550112"'])
def test_a_last_control_z_is_nothing(data_dir: Path, campaign: int, last: str, end: bytes) -> None:
    rows = [row()[:24], row(account_number="2", phone_1="LAST")[:24]]
    path = write_list(data_dir / "a.csv", rows, HEADERS[:24])
    path.write_bytes(path.read_bytes().rstrip().replace(b"LAST", last.encode()) + end)
    info = lists.get(import_all(campaign, path, data_dir))
    assert (info.rows_read, info.rows_good, lists.problems(info.id, 9)) == (2, 2, [])
    assert imported(campaign)["2"][1] == ["+14165550112"]
