"""What a browser sends in a number's place."""

import pytest

from webui.text.numbers import number_in, numbers_in


@pytest.mark.parametrize(
    "text", ["", "x", "-1", "1.5", " 1", "\u00b2", "\u0661", "9" * 19, "9" * 5000]
)
def test_what_is_no_number_is_none(text):
    assert number_in(text) is None


def test_numbers_are_read_in_their_order():
    assert numbers_in(["7", "x", "0", "12"]) == [7, 0, 12]
