import pytest

from esl_dialer.core.lists.csv_rows import RawRow
from esl_dialer.core.lists.dates import DateOrder
from esl_dialer.core.lists.headers import match_columns
from esl_dialer.core.lists.list_file import Encoding
from esl_dialer.core.lists.reading_plan import Plan
from esl_dialer.core.lists.row_checks import RowChecks
from esl_dialer.core.lists.row_shape import Shape

HEADERS = ("Account Number 1", "First Name", "amount_due", "min_payment", "Notes", "Phone 1")
WHOLE = Shape(6, 6)


def refused(cells: list[str], shape: Shape = WHOLE, lines: int = 1, delimiter: str = ",") -> str:
    """The column and the reason; empty when nothing speaks against the row."""
    matches = match_columns(HEADERS)
    plan = Plan(Encoding.UTF_8, delimiter, 1, True, HEADERS, matches, DateOrder.UNKNOWN, shape)
    found = RowChecks(plan).refusal(RawRow(2, cells, lines=lines))
    return f"{found.column}: {found.reason}" if found else ""


def test_a_row_as_long_as_the_header_is_what_it_seems() -> None:
    assert refused(["1", "Ann", "5", "844.21", "", "4165550111"]) == ""


@pytest.mark.parametrize("beyond", ["", " ", "x"])
def test_a_cell_more_refuses_the_row_whatever_it_holds(beyond: str) -> None:
    told = refused(["1", "Ann", "5.00", "8.00", "", "4165550111", beyond])
    assert told == ": 7 cells for 6 columns: a delimiter stands inside a cell"


def test_a_cell_less_refuses_it() -> None:
    assert "a delimiter is missing" in refused(["1", "Ann", "5.00", "", "4165550111"])
    assert "a delimiter is missing" in refused([])


def test_in_a_list_of_rows_that_end_with_their_last_cell_a_row_may_be_short() -> None:
    assert refused(["1", "Ann", "5.00", "8.00"], Shape(6, 4)) == ""


@pytest.mark.parametrize(
    "cut",
    [
        (["5", "844.21"], ""),
        (["$5", "844.21"], ""),
        (["-5", "844.21"], ""),
        (["", "5", "844.21 CR"], "min_payment"),
        (["844", "21"], "amount_due"),
        (["1 844", "21 $"], "amount_due"),
        (["1", "559.44", "1", "131.63"], "amount_due"),
    ],
)
def test_an_amount_that_the_delimiter_cuts_is_named(cut: tuple[list[str], str]) -> None:
    cells, column = cut
    told = refused(["1", "Ann", *cells, "", "4165550111", *[""] * (4 - len(cells))])
    assert told.startswith(f"{column or 'amount_due'}: ")
    assert told.endswith("the delimiter seems to cut this amount")


def test_where_the_length_proves_nothing_a_cut_amount_refuses_the_row() -> None:
    cells = ["1", "Ann", "5", "844.21", "", "4165550111"]
    assert "cut" in refused(cells, Shape(6, 4))
    assert "cut" in refused([*cells, ""], Shape(7, 7))
    assert refused([*cells, ""], Shape(7, 7), delimiter=";") == ""
    assert refused(["1", "Ann", "844", "21", "", "4165550111"], Shape(6, 4)) == ""


def test_the_header_again_is_said_to_be_it() -> None:
    assert refused([f" {name}" for name in HEADERS]) == ": the header again"
    assert refused(["Account Number 1", "Ann", "5.00", "8.00", "", "4165550111"]) == ""


def test_an_account_or_an_amount_is_on_one_line() -> None:
    cells = ["1", "Ann", "5.00", "8.00", "two\nlines", "4165550111\n4165550122"]
    assert refused(cells, lines=3) == ""
    assert refused(["1\n2", *cells[1:]], lines=4).startswith("Account Number 1: a line break")
    assert refused([*cells[:2], "5.00\n6.00", *cells[3:]], lines=4).startswith("amount_due: a line")
