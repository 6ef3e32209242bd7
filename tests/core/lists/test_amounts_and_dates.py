from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.lists.amounts import read_amount, read_percent
from esl_dialer.core.lists.dates import DateOrder, order_of, read_date

cents = st.integers(0, 99_999_999_999)


def grouped(amount: int, separator: str) -> str:
    return f"{amount:,}".replace(",", separator)


FORMS = {
    "$1,234.56": lambda d, c: f"${grouped(d, ',')}.{c:02}",
    "1 234,56 $": lambda d, c: f"{grouped(d, ' ')},{c:02} $",
    "1\xa0234,56\xa0$": lambda d, c: f"{grouped(d, chr(0xA0))},{c:02}\xa0$",
    "1\u202f234,56 $": lambda d, c: f"{grouped(d, chr(0x202F))},{c:02} $",
    "1'234.56": lambda d, c: f"{grouped(d, chr(39))}.{c:02}",
    "1.234,56": lambda d, c: f"{grouped(d, '.')},{c:02}",
    "1234.56 CAD": lambda d, c: f"{d}.{c:02} CAD",
    "CA$1234,56": lambda d, c: f"CA${d},{c:02}",
    "1234.56": lambda d, c: f"{d}.{c:02}",
}


@given(amount=cents, form=st.sampled_from(sorted(FORMS)))
def test_every_form_of_an_amount_is_the_same_amount(amount: int, form: str) -> None:
    dollars, rest = divmod(amount, 100)
    assert Decimal(read_amount(FORMS[form](dollars, rest)).value) == Decimal(amount) / 100


@given(amount=cents.filter(bool), form=st.sampled_from(["-{}", "({})", "{}-", "{} CR", "- {}"]))
def test_credits_are_negative(amount: int, form: str) -> None:
    plain = f"{amount / 100:.2f}"
    assert read_amount(form.format(plain)).value == f"-{plain}"


@given(st.text(max_size=20) | st.text(alphabet="0123456789.,- $()CRDA'", max_size=16))
def test_any_text_is_an_amount_nothing_or_a_problem(text: str) -> None:
    reading = read_amount(text)
    assert not (reading.value and reading.problem)
    if reading.value:
        assert Decimal(reading.value).as_tuple().exponent == -2
        assert sum(c.isdigit() for c in reading.value) <= 11


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0012.30", "12.30"),
        ("00.50", "0.50"),
        ("\u0661\u0662.\u0663\u0660", "12.30"),
        ("0", "0.00"),
        ("0.00", "0.00"),
        ("-0.00", "0.00"),
        ("1234", "1234.00"),
        ("1,234", "1234.00"),
        ("12,5", "12.50"),
        (".5", "0.50"),
        ("6335.570000000001", "6335.57"),
        ("0.125", "0.12"),
        ("1.234.567", "1234567.00"),
        ("$ 628.63", "628.63"),
        ("628.63$CAD", "628.63"),
        ("\u2212628.63", "-628.63"),
        ("N/A", ""),
        ("n.d.", ""),
        ("-", ""),
        ("", ""),
    ],
)
def test_amounts(text: str, value: str) -> None:
    assert read_amount(text) == (value, None)


@pytest.mark.parametrize(
    "text",
    [
        "1.234",
        "US$5",
        "5 €",
        "12,34,56",
        "1,23,456",
        "1 2",
        "abc",
        "1e5",
        "(5",
        "--5",
        "(-5)",
        "1234567890.00",
        "12 34.56",
        "5.5.5",
        "1,234,56",
        "$",
        "½",
    ],
)
def test_what_is_no_amount_is_not_guessed(text: str) -> None:
    reading = read_amount(text)
    assert (reading.value, bool(reading.problem)) == ("", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60", "60"),
        ("60%", "60"),
        ("60,5 %", "60.5"),
        ("0.6", "60"),
        ("0.6%", "0.6"),
        ("N/A", ""),
        ("100", "100"),
        ("1", "1"),
        ("12.50", "12.5"),
    ],
)
def test_percentages(text: str, value: str) -> None:
    assert read_percent(text) == (value, None)


@pytest.mark.parametrize("text", ["120", "-5", "sixty", "6e1"])
def test_what_is_no_percentage(text: str) -> None:
    assert read_percent(text).problem


DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d-%b-%Y", "%d %B %Y", "%B %d, %Y", "%d-%b-%y",
    "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00Z",
)  # fmt: skip


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)), st.sampled_from(DATES))
def test_every_form_of_a_date_is_the_same_date(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == (day.isoformat(), None)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_stated_order_is_followed(day: date) -> None:
    assert read_date(day.strftime("%d/%m/%Y"), DateOrder.DAY_FIRST).value == day.isoformat()
    assert read_date(day.strftime("%m/%d/%Y"), DateOrder.MONTH_FIRST).value == day.isoformat()


@given(st.text(max_size=20) | st.text(alphabet="0123456789/-. janvfév", max_size=14))
def test_any_text_is_a_date_nothing_or_a_problem(text: str) -> None:
    reading = read_date(text)
    assert not (reading.value and reading.problem)
    if reading.value:
        date.fromisoformat(reading.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15 janvier 2026", "2026-01-15"),
        ("1er août 2026", "2026-08-01"),
        ("15/01/2026", "2026-01-15"),
        ("01/15/2026", "2026-01-15"),
        ("05/05/2026", "2026-05-05"),
        ("46037", "2026-01-15"),
        ("N/A", ""),
    ],
)
def test_dates(text: str, value: str) -> None:
    assert read_date(text) == (value, None)


@pytest.mark.parametrize("text", ["03/04/2026", "2026-02-30", "soon", "31/31/2026", "0000-01-01"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read_date(text).problem


def test_one_date_settles_the_order_of_a_column() -> None:
    assert order_of(["03/04/2026", "15/04/2026"]) is DateOrder.DAY_FIRST
    assert order_of(["03/04/2026", "04/15/2026"]) is DateOrder.MONTH_FIRST
    assert order_of(["03/04/2026", ""]) is DateOrder.UNKNOWN
