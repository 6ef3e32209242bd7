"""How many digits a number format shows."""

import pytest

from esl_dialer.core.lists.number_formats import padded, zeros_of


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("0000000", 7),
        ("0000000;-0000000", 7),
        ("[$-409]00000", 5),
        ("[Red]0000", 4),
        ("000-000-0000", 10),
        (r"\(000\)\ 000\-0000", 10),
        ('"A"0000', 4),
        ("0000_)", 4),
        ("0", 1),
    ],
)
def test_zeros_are_counted(code: str, digits: int) -> None:
    assert zeros_of(code) == digits


@pytest.mark.parametrize(
    "code",
    [
        *("", "General", "0.00", "#,##0", "@", "00/00", "0.00E+00", "yyyy-mm-dd", "0%", "##0000"),
        *(r"[<=9999999]000\-0000;\(000\)\ 000\-0000", '"text"'),
    ],
)
def test_any_other_format_shows_no_more_digits(code: str) -> None:
    assert zeros_of(code) == 0


@pytest.mark.parametrize(
    ("text", "shown"), [("1234", "0001234"), ("12345678", "12345678"), ("-5", "-5"), ("N/A", "N/A")]
)
def test_only_whole_numbers_are_padded(text: str, shown: str) -> None:
    assert padded(text, 7) == shown
