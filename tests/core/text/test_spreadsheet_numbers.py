"""Numbers with a point or an exponent: what was meant, or what was lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esl_dialer.core.says import Says
from esl_dialer.core.text.spreadsheet_numbers import DECIMALS, ROUNDED, whole_number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4165550531.0", "4165550531"),
        ("4165550531,00", "4165550531"),
        ("+14165550531.0", "+14165550531"),
        ("0012345.0", "0012345"),
        ("4.165550199E9", "4165550199"),
        ("4.165550199e+09", "4165550199"),
        ("1,4165550199E+10", "14165550199"),
        ("4.1655501990E9", "4165550199"),
    ],
)
def test_all_of_it_is_there(text: str, digits: str) -> None:
    found = whole_number(text)
    assert found
    assert (found.digits, found.problem) == (digits, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("416555012.5", DECIMALS),
        ("4.1655501995E9", DECIMALS),
        ("4.16556E+09", ROUNDED),
        ("4.1655501E9", ROUNDED),
        ("1E4", ROUNDED),
        ("5.0E0", ROUNDED),
        ("1234567890123456.0", ROUNDED),
        ("1.2345678901234568e+16", ROUNDED),
        ("1.234567890123456E15", ROUNDED),
    ],
)
def test_what_was_lost_is_named(text: str, problem: Says) -> None:
    found = whole_number(text)
    assert found
    assert (found.digits, found.problem) == ("", problem)


@pytest.mark.parametrize("text", ["4165550531", "416.555.0531", "", "A1.0", "1.2.3", "-5.0", "E9"])
def test_any_other_text_is_none_of_its(text: str) -> None:
    assert whole_number(text) is None


@given(st.integers(10**6, 10**15 - 1))
def test_what_a_program_makes_of_a_whole_number_is_read_back(number: int) -> None:
    for text in (f"{float(number)!r}", f"{number}.0", f"{number:.14E}"):
        found = whole_number(text)
        assert found
        assert (found.digits, found.problem) == (str(number), None)
